import type { Pool, Transaction } from '@pooltool/shared-utils/pg';
import { inTransaction } from '@pooltool/shared-utils/pg';
import {
  anySuspectWaits,
  loadPartitions,
  loadRunsOnMachine,
  lockAsset,
  lockMachine,
  type RunInputs,
  startRun,
} from '@pooltool/store/pipeline';
import { runnable } from '../plan/runnable.ts';
import { currentInputs } from '../plan/staleness.ts';
import { worldOf } from '../plan/world.ts';
import type { Place, Registry } from '../registry/registry.ts';
import { standingsInFlight } from './advance.ts';

export type TakenRun = Place & { readonly run: bigint; readonly attempt: number; readonly inputs: RunInputs };

export type Taker = {
  readonly pool: Pool;
  readonly registry: Registry;
  readonly worker: string;
  readonly machine: string;
};

/**
 * Makes the asset's next partition run, or answers null when none should run here now: somebody was faster, or things
 * have changed since the bell rang. The bell names a partition, but the earliest that may run goes first.
 */
export async function takeRun({ pool, registry, worker, machine }: Taker, asset: string): Promise<TakenRun | null> {
  const { version, retry } = registry.asset(asset);
  return inTransaction(pool, async (tx) => {
    await lockMachine(tx, machine);
    await lockAsset(tx, asset);
    const place = await nextOf(tx, { registry, machine }, asset);
    if (place === null) return null;
    const world = worldOf(await loadPartitions(tx, registry.needsOf(place)));
    const inputs = currentInputs(registry, world, place);
    const started = await startRun(tx, { ...place, worker, machine, version, deathsAllowed: retry.deaths, inputs });
    return started === null ? null : { ...place, ...started, inputs };
  });
}

/**
 * What killed a worker runs alone on its machine, and what else waits lets it go first: else it might wait for ever. What is
 * heavy lets the heavy run that is there end, whose end rings for it.
 */
async function nextOf(
  tx: Transaction,
  { registry, machine }: { readonly registry: Registry; readonly machine: string },
  asset: string,
): Promise<Place | null> {
  const beside = await loadRunsOnMachine(tx, machine);
  if (beside.some(({ suspect }) => suspect)) return null;
  const isHeavy = (name: string): boolean => registry.has(name) && registry.asset(name).heavy;
  if (isHeavy(asset) && beside.some((other) => isHeavy(other.asset))) return null;
  const names = registry.assets.map(({ name }) => name);
  const world = await standingsInFlight(tx, registry, (await anySuspectWaits(tx, names)) ? names : [asset]);
  const next = runnable(registry, world).find((place) => place.asset === asset);
  return next === undefined || (next.suspect && beside.length > 0) ? null : next;
}
