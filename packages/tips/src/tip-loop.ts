import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf } from '@pooltool/shared-utils/errors';
import type { ReadyCheck } from '@pooltool/shared-utils/http';
import type { Log } from '@pooltool/shared-utils/log';
import type { PassTaken } from './tip-pass.ts';

/** Between the beginnings of two passes: a block's reports come within some two seconds, and many share a pass. */
const PASS_EVERY_MS = 1_000;
/** While more waits than a pass takes. */
const BUSY_EVERY_MS = 250;
const FIRST_DELAY_MS = 500;
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
  let failure: { readonly error: unknown; readonly times: number } | null = null;

  async function once(): Promise<void> {
    const beganMs = clock.now();
    try {
      const taken = await pass();
      // Less than nothing when the clock was set back meanwhile.
      const tookMs = Math.max(0, clock.now() - beganMs);
      observe(taken, tookMs / 1000);
      failure = null;
      if (taken.changed > 0) {
        log.debug({ messages: taken.messages, heights: taken.changed, tookMs }, 'tips.judged');
      }
      await clock.waitMs((taken.complete ? PASS_EVERY_MS : BUSY_EVERY_MS) - tookMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (dispositionOf(error) === 'halt') throw error;
      const times = (failure?.times ?? 0) + 1;
      failure = { error, times };
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (times - 1), LONGEST_DELAY_MS);
      log.warn({ error, times, delayMs }, 'tips.delayed');
      await clock.waitMs(delayMs, signal).catch(() => {});
    }
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) await once();
  }

  return {
    ended: loop(),
    state: () =>
      failure === null
        ? { ok: true }
        : { ok: false, says: `nothing taken in since ${failure.times} attempts: ${codeOf(failure.error)}` },
  };
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
