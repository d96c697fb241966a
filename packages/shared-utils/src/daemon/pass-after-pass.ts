import type { Clock } from '../clock/index.ts';
import { dispositionOf } from '../errors/index.ts';
import type { Log, LogEvent } from '../log/index.ts';

const FIRST_DELAY_MS = 500;

interface PassesParts<Done> {
  readonly pass: () => Promise<Done>;
  /** until the next pass is due; `beganMs`: when the last one began */
  readonly rest: (done: Done, beganMs: number) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** the event that tells of a pass that failed and is tried again */
  readonly delayed: LogEvent;
  readonly longestDelayMs: number;
}

export interface Passes {
  /** Resolves when the signal is aborted. @throws an error that halts */
  readonly ended: Promise<void>;
  /** since the last pass that succeeded; null: none failed */
  readonly failing: () => { readonly times: number; readonly code: string } | null;
}

/** One pass after the other until the signal; after a failure later and later, unless it halts. */
export function passAfterPass<Done>({
  pass,
  rest,
  clock,
  log,
  signal,
  delayed,
  longestDelayMs,
}: PassesParts<Done>): Passes {
  let failure: { readonly times: number; readonly code: string } | null = null;

  async function attempt(): Promise<void> {
    const beganMs = clock.now();
    try {
      const done = await pass();
      failure = null;
      await rest(done, beganMs);
    } catch (error) {
      if (signal.aborted) return;
      if (dispositionOf(error) === 'halt') throw error;
      const times = (failure?.times ?? 0) + 1;
      failure = { times, code: codeOf(error) };
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (times - 1), longestDelayMs);
      log.warn({ error, times, delayMs }, delayed);
      await clock.waitMs(delayMs, signal).catch(() => {});
    }
  }

  async function loop(): Promise<void> {
    while (!signal.aborted) await attempt();
  }

  return { ended: loop(), failing: () => failure };
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
