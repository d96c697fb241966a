import type { Clock } from './clock.ts';

/** Wakes one who waits; rung while nobody waits, it wakes the next at once. */
export interface Bell {
  ring(): void;
  /** Resolves when it rings or rang since the last wait, or `ms` later. @throws the signal's reason */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function makeBell(clock: Clock): Bell {
  let rung = Promise.withResolvers<void>();
  return {
    ring: () => rung.resolve(),
    async wait(ms, signal) {
      const done = new AbortController();
      const stop = AbortSignal.any([signal, done.signal]);
      try {
        // Who loses the race is stopped below, and rejects because of it.
        const late = clock.waitMs(ms, stop);
        late.catch(() => {});
        await Promise.race([rung.promise, late]);
      } finally {
        rung = Promise.withResolvers<void>();
        done.abort();
      }
    },
  };
}
