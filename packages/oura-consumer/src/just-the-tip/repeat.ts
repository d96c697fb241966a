import type { Bell, Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf } from '@pooltool/shared-utils/errors';
import type { Log, LogEvent } from '@pooltool/shared-utils/log';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

export interface Repeating {
  /** does a piece of work and says how long to rest, at most */
  readonly work: () => Promise<{ readonly restMs: number }>;
  /** cuts a rest short */
  readonly bell: Bell;
  readonly clock: Clock;
  readonly log: Log;
  /** what a failure is called in the log */
  readonly failed: LogEvent;
  readonly signal: AbortSignal;
}

/**
 * Works again and again until the signal is aborted; failures are logged and waited out with growing delay.
 * @throws an error that halts
 */
export async function repeat({ work, bell, clock, log, failed, signal }: Repeating): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { restMs } = await work();
      failures = 0;
      await bell.wait(restMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      if (dispositionOf(error) === 'halt') throw error;
      failures += 1;
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
      log.warn({ error, failures, delayMs }, failed);
      await clock.waitMs(delayMs, signal).catch(() => {});
    }
  }
}
