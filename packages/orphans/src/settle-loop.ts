import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf } from '@pooltool/shared-utils/errors';
import type { ReadyCheck } from '@pooltool/shared-utils/http';
import type { Log } from '@pooltool/shared-utils/log';

/** One cheap question: whether our chain is higher or a report came late. What is settled is minutes old anyway. */
const ASKED_EVERY_MS = 1_000;
const FIRST_DELAY_MS = 500;
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
  let failure: { readonly code: string; readonly times: number } | null = null;

  async function once(): Promise<number> {
    try {
      await pass();
      failure = null;
      return ASKED_EVERY_MS;
    } catch (error) {
      if (dispositionOf(error) === 'halt') throw error;
      const times = (failure?.times ?? 0) + 1;
      failure = { code: codeOf(error), times };
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (times - 1), LONGEST_DELAY_MS);
      if (!signal.aborted) log.warn({ error, times, delayMs }, 'settling.delayed');
      return delayMs;
    }
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) {
      const delayMs = await once();
      await clock.waitMs(delayMs, signal).catch(() => {});
    }
  }

  return {
    ended: loop(),
    state: () =>
      failure === null
        ? { ok: true }
        : { ok: false, says: `not settled since ${failure.times} attempts: ${failure.code}` },
  };
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
