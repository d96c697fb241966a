import { inTransaction } from '@pooltool/shared-utils/pg';
import { loadPartitionsOf, lockPlanning } from '@pooltool/store/pipeline';
import { automaticRequests } from '../plan/plan.ts';
import { worldOf } from '../plan/world.ts';
import type { Place } from '../registry/registry.ts';
import { ask } from '../run/advance.ts';
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
