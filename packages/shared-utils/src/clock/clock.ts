/**
 * Time, handed in. Milliseconds since 1970-01-01T00:00Z; the domain's `unixMs(clock.now())` makes the word of it
 * (shared-utils imports no domain).
 */
export type Clock = {
  now(): number;
  /** Resolves `ms` later. Rejects with the signal's reason as soon as it is aborted. */
  waitMs(ms: number, signal?: AbortSignal): Promise<void>;
};
