import type { Pool } from '@pooltool/shared-utils/pg';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { countRunning, loadPartitions, lockAsset, type RunInputs, startRun } from '@pooltool/store/pipeline';
import { blockersOf } from '../plan/plan.ts';
import { currentInputs } from '../plan/staleness.ts';
import { worldOf } from '../plan/world.ts';
import { type Place, placeKey, type Registry } from '../registry/registry.ts';

export type TakenRun = Place & { readonly run: bigint; readonly attempt: number; readonly inputs: RunInputs };

/** Makes the place run here, or answers null when it should not run now: somebody was faster, or things have changed. */
export async function takeRun(
  { pool, registry, worker }: { readonly pool: Pool; readonly registry: Registry; readonly worker: string },
  place: Place,
): Promise<TakenRun | null> {
  const { version, concurrency } = registry.asset(place.asset);
  return inTransaction(pool, async (tx) => {
    await lockAsset(tx, place.asset);
    if ((await countRunning(tx, place.asset)) >= concurrency) return null;

    const world = worldOf(await loadPartitions(tx, [place, ...registry.needsOf(place)]));
    const row = world.get(placeKey(place));
    if (row?.state !== 'requested' || !row.due || blockersOf(registry, world, place).length > 0) return null;

    const inputs = currentInputs(registry, world, place);
    const started = await startRun(tx, { ...place, worker, version, inputs });
    return started === null ? null : { ...place, ...started, inputs };
  });
}
