/** Why a daemon ends. */
export type End =
  | { readonly why: 'asked'; readonly by: string }
  | { readonly why: 'finished' }
  | { readonly why: 'failed'; readonly error: unknown };

/** The one end of a daemon: whoever comes first decides it, and one signal tells everybody. */
export type Ending = {
  readonly signal: AbortSignal;
  readonly end: Promise<End>;
  /** Returns false when the end has already begun. */
  begin(end: End): boolean;
};

export function newEnding(): Ending {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<End>();
  return {
    signal: controller.signal,
    end: promise,
    begin(end) {
      if (controller.signal.aborted) return false;
      resolve(end);
      controller.abort(end.why === 'failed' ? end.error : new Error(`the daemon ends: ${end.why}`));
      return true;
    },
  };
}
