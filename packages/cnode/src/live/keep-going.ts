import type { Clock } from '@pooltool/shared-utils/clock';
import { dispositionOf, poolToolErrorIn } from '@pooltool/shared-utils/errors';
import type { Log } from '@pooltool/shared-utils/log';
import { backOffMs } from '../hand-over/keep-handing-over.ts';

interface KeepGoing {
  /** for the log: `live-stake.waits` */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** told the code of what failed last, null after a success */
  readonly report: (stuckOn: string | null) => void;
}

/** Does one piece of work after the other until aborted; after a failure later, and later. @throws only what halts */
export async function keepGoing(
  work: () => Promise<unknown>,
  { name, clock, log, signal, report }: KeepGoing,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      await work();
      failures = 0;
      report(null);
    } catch (error) {
      if (signal.aborted) return;
      if (dispositionOf(error) === 'halt') throw error;
      failures += 1;
      const delayMs = backOffMs(failures);
      report(poolToolErrorIn(error)?.code ?? 'POOLTOOL_UNEXPECTED');
      log.warn({ error, failures, delayMs }, `${name}.waits`);
      await clock.waitMs(delayMs, signal).catch(() => {});
    }
  }
}
