import type { DeadRun, RunError } from '@pooltool/store/pipeline';
import { runKillsWorker, workerDied, workerStopping } from '../errors.ts';
import { placeKey } from '../registry/registry.ts';
import { errorRecord } from './error-record.ts';

/** How a run ends that nobody is behind any more. */
export type Verdict = {
  readonly died: boolean;
  readonly deaths: number;
  readonly state: 'requested' | 'failed';
  readonly error: RunError;
};

/**
 * A run whose worker vanished without a word may have killed it: taken all the memory, crashed a native library. Nobody
 * knows which of several did it, so each partition that ran there counts one death and from then on runs alone on its
 * machine. An innocent one comes through then and counts from nothing again. What dies `deathsAllowed` times in a row has
 * done it by itself all but the first time, and waits for a person. A worker that was told to stop, or that only lost its
 * database, excuses its runs (`excuseRuns`).
 */
export function verdictOn(run: DeadRun): Verdict {
  const { excused, deaths, deathsAllowed, rerun, step, worker } = run;
  if (excused) return { died: false, deaths, state: 'requested', error: errorRecord(workerStopping()) };
  const counted = deaths + 1;
  const details = { worker, step, deaths: counted, deathsAllowed };
  if (counted < deathsAllowed || rerun) {
    // Asked for while it ran: it has all its tries again, but runs alone.
    const left = rerun ? 1 : counted;
    return { died: true, deaths: left, state: 'requested', error: errorRecord(workerDied({ details })) };
  }
  const error = runKillsWorker({
    message: `${placeKey(run)} was being run when ${counted} workers in a row died, the last one in ${step}`,
    details,
  });
  return { died: true, deaths: counted, state: 'failed', error: errorRecord(error) };
}
