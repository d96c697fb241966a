import type { Clock } from './clock.ts';

export type ManualClock = Clock & {
  /**
   * Moves time on and wakes who waited, in the order of their times, each seeing its own time as `now()`. What a woken
   * one waits for next, within the same stretch, is woken too: a loop of 1,000 ms runs ten times in `advance(10_000)`.
   */
  advance(ms: number): Promise<void>;
  /** How many are waiting: a test waits for this to know that a loop has come to rest. */
  waiting(): number;
};

type Waiting = { readonly atMs: number; readonly wake: () => void };

/** A clock that stands still until a test moves it. */
export function manualClock(startMs = 0): ManualClock {
  let nowMs = startMs;
  const waiting = new Set<Waiting>();

  const nextUntil = (untilMs: number): Waiting | undefined => {
    let next: Waiting | undefined;
    for (const one of waiting) if (one.atMs <= untilMs && (next === undefined || one.atMs < next.atMs)) next = one;
    return next;
  };

  return {
    now: () => nowMs,
    waiting: () => waiting.size,
    waitMs(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const one = { atMs: nowMs + Math.max(0, ms), wake: resolve };
      const aborted = () => reject(signal?.reason);
      waiting.add(one);
      signal?.addEventListener('abort', aborted, { once: true });
      return promise.finally(() => {
        waiting.delete(one);
        signal?.removeEventListener('abort', aborted);
      });
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      // What was started just before may still be on its way to its first wait.
      await settled();
      for (let next = nextUntil(untilMs); next !== undefined; next = nextUntil(untilMs)) {
        nowMs = Math.max(nowMs, next.atMs);
        waiting.delete(next);
        next.wake();
        await settled();
      }
      nowMs = untilMs;
    },
  };
}

/** Lets every promise that can go on go on: an immediate runs only when no microtask is left. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
