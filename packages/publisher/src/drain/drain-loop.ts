import type { Bell, Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf } from '@pooltool/shared-utils/errors';
import type { ReadyCheck } from '@pooltool/shared-utils/http';
import type { Log } from '@pooltool/shared-utils/log';
import type { documentDrain } from './drain.ts';

/** Without being woken: what was marked while nobody listened is found at the latest now. */
const SLOW_INTERVAL_MS = 30_000;
/** Between the beginnings of two passes: while blocks pour in, ten drawings a second of the same tip are enough. */
const SHORTEST_INTERVAL_MS = 100;
const FIRST_DELAY_MS = 500;
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
  let failure: { readonly error: unknown; readonly times: number } | null = null;

  async function pass(): Promise<void> {
    const beganMs = clock.now();
    try {
      const { complete } = await drain.pass({ signal });
      observePass((clock.now() - beganMs) / 1000);
      failure = null;
      if (complete) await bell.wait(SLOW_INTERVAL_MS, signal);
      await clock.waitMs(SHORTEST_INTERVAL_MS - (clock.now() - beganMs), signal);
    } catch (error) {
      if (signal.aborted) return;
      if (dispositionOf(error) === 'halt') throw error;
      const times = (failure?.times ?? 0) + 1;
      failure = { error, times };
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (times - 1), LONGEST_DELAY_MS);
      log.warn({ error, times, delayMs }, 'documents.delayed');
      await clock.waitMs(delayMs, signal).catch(() => {});
    }
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) await pass();
  }

  return {
    ended: loop(),
    state: () => {
      if (failure !== null)
        return { ok: false, says: `not drawn since ${failure.times} attempts: ${codeOf(failure.error)}` };
      const refused = drain.refused();
      return refused === 0 ? { ok: true } : { ok: true, says: `${refused} documents cannot be drawn, see the log` };
    },
  };
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
