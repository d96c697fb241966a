import type { Clock } from './clock.ts';

/** A Node timer holds 2^31−1 ms (24.8 days) and fires at once beyond; longer waits are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock: the only place that reads it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  waitMs: async (ms, signal) => {
    signal?.throwIfAborted();
    let leftMs = Math.max(0, ms);
    do {
      const pieceMs = Math.min(leftMs, LONGEST_TIMER_MS);
      await waitPiece(pieceMs, signal);
      leftMs -= pieceMs;
    } while (leftMs > 0);
  },
};

function waitPiece(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const aborted = () => reject(signal?.reason);
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener('abort', aborted, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  });
}
