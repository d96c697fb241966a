/** When a channel that was woken is to be drawn: not too soon after the wake, nor after the drawing before, and a fifth of the time at most. */
export interface Pace {
  /** @param isFirst nothing waited to be drawn before */
  woken(nowMs: number, isFirst: boolean): void;
  ripeMs(): number;
  /** The last wake is so young that what is drawn now may be of before it: another drawing has to follow. */
  isYoung(nowMs: number): boolean;
  /** A drawing begins whose time it was. */
  begun(nowMs: number): void;
  /** It is drawn, and told. */
  done(nowMs: number): void;
}

/** A drawing that took long rests four times as long, whatever the channel is content with: there are others. */
const SHARE = 5;

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
  let tookMs = 0;
  return {
    woken(nowMs, isFirst) {
      if (isFirst) firstWokenMs = nowMs;
      lastWokenMs = nowMs;
    },
    // From the first wake: whoever is woken all the time is drawn all the same.
    ripeMs: () => Math.max(firstWokenMs + delayMs, begunMs + Math.max(restMs, SHARE * tookMs)),
    isYoung: (nowMs) => lastWokenMs + delayMs > nowMs,
    begun(nowMs) {
      begunMs = nowMs;
      firstWokenMs = lastWokenMs;
    },
    done(nowMs) {
      tookMs = Math.max(0, nowMs - begunMs);
    },
  };
}
