import { inTransaction } from '@pooltool/shared-utils/pg';
import { endDeadRun, excuseRuns, findDeadRuns, holdDeadRun, lockPlanning, type RunKey } from '@pooltool/store/pipeline';
import { askForUsers, wakeWorkers } from '../run/advance.ts';
import { verdictOn } from '../run/death.ts';
import type { WorkerParts } from './worker-parts.ts';

/**
 * Puts back what dead workers were running (and `dropped`, whose end this one could not record), and wakes workers for
 * everything that may run, retries whose time has come among it. Repeated every second: nothing else needs to be sure
 * that its wake arrived. `dropped` must have been excused.
 */
export async function sweep(
  parts: WorkerParts,
  { dropped = [] }: { readonly dropped?: readonly RunKey[] } = {},
): Promise<void> {
  const dead = await inTransaction(parts.pool, findDeadRuns);
  for (const run of [...dead, ...dropped]) await endOf(parts, run);
  await inTransaction(parts.pool, (tx) => wakeWorkers(tx, parts.registry));
}

/** Under the planning lock: what waits only for this one to end, because it needs it optionally, may go on without it. */
async function endOf({ pool, registry, log }: WorkerParts, key: RunKey): Promise<void> {
  const verdict = await inTransaction(pool, async (tx) => {
    await lockPlanning(tx);
    const run = await holdDeadRun(tx, key);
    if (run === null) return null;
    const verdict = verdictOn(run);
    await endDeadRun(tx, run, verdict);
    if (verdict.state === 'failed' && registry.has(run.asset)) await askForUsers(tx, registry, [run]);
    return verdict;
  });
  if (verdict === null) return;
  const { asset, partition, run } = key;
  const told = { asset, partition, run, deaths: verdict.deaths };
  if (verdict.state === 'failed') log.error(told, 'run.kills_worker');
  else log.warn(told, 'run.interrupted');
}

/** See `excuseRuns`. @throws when the database is not there to hear it */
export async function excuse({ pool, log }: WorkerParts, runs: readonly bigint[]): Promise<void> {
  if (runs.length === 0) return;
  const again = await inTransaction(pool, async (tx) => {
    await lockPlanning(tx);
    return excuseRuns(tx, runs);
  });
  for (const place of again) log.info(place, 'run.excused');
}
