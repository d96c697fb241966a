/** When a channel that was woken is to be drawn: not too soon after the wake, nor after the drawing before. */
export interface Pace {
  /** @param isFirst nothing waited to be drawn before */
  woken(nowMs: number, isFirst: boolean): void;
  ripeMs(): number;
  /** A drawing begins. @returns whether the last wake is so young that another one has to follow */
  begun(nowMs: number): boolean;
}

export function makePace({
  restMs,
  delayMs = 0,
}: {
  readonly restMs: number;
  readonly delayMs?: number | undefined;
}): Pace {
  let firstWokenMs = Number.NEGATIVE_INFINITY;
  let lastWokenMs = Number.NEGATIVE_INFINITY;
  let begunMs = Number.NEGATIVE_INFINITY;
  return {
    woken(nowMs, isFirst) {
      if (isFirst) firstWokenMs = nowMs;
      lastWokenMs = nowMs;
    },
    // From the first wake: whoever is woken all the time is drawn all the same.
    ripeMs: () => Math.max(firstWokenMs + delayMs, begunMs + restMs),
    begun(nowMs) {
      begunMs = nowMs;
      firstWokenMs = lastWokenMs;
      return lastWokenMs + delayMs > nowMs;
    },
  };
}
