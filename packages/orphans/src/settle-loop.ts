import type { Clock } from '@pooltool/shared-utils/clock';
import { passAfterPass } from '@pooltool/shared-utils/daemon';
import type { ReadyCheck } from '@pooltool/shared-utils/http';
import type { Log } from '@pooltool/shared-utils/log';

/** One cheap question: whether our chain is higher or a report came late. What is settled is minutes old anyway. */
const ASKED_EVERY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;

export interface SettleLoop {
  /** Resolves when the signal is aborted. @throws an error that halts */
  readonly ended: Promise<void>;
  readonly state: () => ReadyCheck;
}

/** A pass each second; while the database is down it backs off and loses nothing. */
export function startSettleLoop({
  pass,
  clock,
  log,
  signal,
}: {
  readonly pass: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}): SettleLoop {
  const { ended, failing } = passAfterPass({
    pass,
    rest: () => clock.waitMs(ASKED_EVERY_MS, signal),
    clock,
    log,
    signal,
    delayed: 'settling.delayed',
    longestDelayMs: LONGEST_DELAY_MS,
  });
  return {
    ended,
    state: () => {
      const failure = failing();
      if (failure === null) return { ok: true };
      return { ok: false, says: `not settled since ${failure.times} attempts: ${failure.code}` };
    },
  };
}
