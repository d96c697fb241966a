import { inTransaction } from '@pooltool/shared-utils/pg';
import { findDeadRuns, interruptRun, loadPartitionsOf, lockPlanning } from '@pooltool/store/pipeline';
import { workerDied } from '../errors.ts';
import { automaticRequests } from '../plan/plan.ts';
import { worldOf } from '../plan/world.ts';
import type { Place } from '../registry/registry.ts';
import { ask, wakeWorkers } from '../run/advance.ts';
import { errorRecord } from '../run/error-record.ts';
import type { TakenRun } from '../run/take-run.ts';
import type { WorkerParts } from './worker-parts.ts';

/**
 * Looks at everything there is and asks for what the planner wants. At the start of a worker: the code may have new
 * assets, other needs or another version than when the rows were written.
 */
export async function reconcile({ pool, registry }: WorkerParts): Promise<Place[]> {
  return inTransaction(pool, async (tx) => {
    await lockPlanning(tx);
    const world = worldOf(
      await loadPartitionsOf(
        tx,
        registry.assets.map(({ name }) => name),
      ),
    );
    const known = [...world.values()];
    const places = automaticRequests(registry, world, [...known, ...known.flatMap((row) => registry.usersOf(row))]);
    await ask(tx, registry, places, 'automatic');
    return places;
  });
}

/**
 * Puts back what dead workers were running (and `lost`, what this one dropped), and wakes workers for everything that
 * may run, retries whose time has come among it. Repeated every second: nothing else needs to be sure that its wake arrived.
 */
export async function sweep(
  { pool, registry, log }: WorkerParts,
  { lost = [] }: { readonly lost?: readonly TakenRun[] } = {},
): Promise<void> {
  const dead = await inTransaction(pool, findDeadRuns);
  for (const { asset, partition, run } of [...dead, ...lost]) {
    if (await interruptRun(pool, { asset, partition, run }, errorRecord(workerDied()))) {
      log.warn({ asset, partition, run }, 'run.interrupted');
    }
  }
  await inTransaction(pool, (tx) => wakeWorkers(tx, registry));
}
