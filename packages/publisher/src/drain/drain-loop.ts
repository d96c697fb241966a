import type { Bell, Clock } from '@pooltool/shared-utils/clock';
import { passAfterPass } from '@pooltool/shared-utils/daemon';
import type { ReadyCheck } from '@pooltool/shared-utils/http';
import type { Log } from '@pooltool/shared-utils/log';
import type { documentDrain } from './drain.ts';

/** Without being woken: what was marked while nobody listened is found at the latest now. */
const SLOW_INTERVAL_MS = 30_000;
/** Between the beginnings of two passes: while blocks pour in, ten drawings a second of the same tip are enough. */
const SHORTEST_INTERVAL_MS = 100;
const LONGEST_DELAY_MS = 30_000;

interface LoopParts {
  readonly drain: ReturnType<typeof documentDrain>;
  readonly bell: Bell;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** seconds of every pass that succeeded */
  readonly observePass: (seconds: number) => void;
}

export interface DrainLoop {
  /** Resolves when the signal is aborted. @throws an error that halts */
  readonly ended: Promise<void>;
  readonly state: () => ReadyCheck;
}

/** Drains whenever the bell rings; backs off, and loses nothing, while a receiver or the database is down. */
export function startDrainLoop({ drain, bell, clock, log, signal, observePass }: LoopParts): DrainLoop {
  const { ended, failing } = passAfterPass({
    pass: () => drain.pass({ signal }),
    rest: async ({ complete }, beganMs) => {
      observePass((clock.now() - beganMs) / 1000);
      if (complete) await bell.wait(SLOW_INTERVAL_MS, signal);
      await clock.waitMs(SHORTEST_INTERVAL_MS - (clock.now() - beganMs), signal);
    },
    clock,
    log,
    signal,
    delayed: 'documents.delayed',
    longestDelayMs: LONGEST_DELAY_MS,
  });
  return {
    ended,
    state: () => {
      const failure = failing();
      if (failure !== null) return { ok: false, says: `not drawn since ${failure.times} attempts: ${failure.code}` };
      const refused = drain.refused();
      return refused === 0 ? { ok: true } : { ok: true, says: `${refused} documents cannot be drawn, see the log` };
    },
  };
}
