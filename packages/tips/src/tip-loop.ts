import type { Clock } from '@pooltool/shared-utils/clock';
import { passAfterPass } from '@pooltool/shared-utils/daemon';
import type { ReadyCheck } from '@pooltool/shared-utils/http';
import type { Log } from '@pooltool/shared-utils/log';
import type { PassTaken } from './tip-pass.ts';

/** Between the beginnings of two passes: a block's reports come within some two seconds, and many share a pass. */
const PASS_EVERY_MS = 1_000;
/** While more waits than a pass takes. */
const BUSY_EVERY_MS = 250;
const LONGEST_DELAY_MS = 10_000;

interface LoopParts {
  readonly pass: () => Promise<PassTaken>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** told of every pass that succeeded */
  readonly observe: (taken: PassTaken, seconds: number) => void;
}

export interface TipLoop {
  /** Resolves when the signal is aborted. @throws an error that halts */
  readonly ended: Promise<void>;
  readonly state: () => ReadyCheck;
}

/** One pass a second; backs off, and loses nothing, while the inbox or the database is down. */
export function startTipLoop({ pass, clock, log, signal, observe }: LoopParts): TipLoop {
  const { ended, failing } = passAfterPass({
    pass,
    rest: async (taken, beganMs) => {
      // Less than nothing when the clock was set back meanwhile.
      const tookMs = Math.max(0, clock.now() - beganMs);
      observe(taken, tookMs / 1000);
      if (taken.changed > 0) {
        log.debug({ messages: taken.messages, heights: taken.changed, tookMs }, 'tips.judged');
      }
      await clock.waitMs((taken.complete ? PASS_EVERY_MS : BUSY_EVERY_MS) - tookMs, signal);
    },
    clock,
    log,
    signal,
    delayed: 'tips.delayed',
    longestDelayMs: LONGEST_DELAY_MS,
  });
  return {
    ended,
    state: () => {
      const failure = failing();
      if (failure === null) return { ok: true };
      return { ok: false, says: `nothing taken in since ${failure.times} attempts: ${failure.code}` };
    },
  };
}
