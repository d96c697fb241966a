import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { assetRunQueue, sendJob } from '@pooltool/store/jobs';
import {
  loadPartitions,
  loadPartitionsInFlight,
  lockPlanning,
  type PartitionRow,
  requestPartitions,
} from '@pooltool/store/pipeline';
import { neighbourhood } from '../plan/neighbourhood.ts';
import { automaticRequests, runnable } from '../plan/plan.ts';
import { worldOf } from '../plan/world.ts';
import { type Place, placeKey, type Registry } from '../registry/registry.ts';

/** Asks for places, under the planning lock. @throws POOLTOOL_PARTITION_INVALID */
export async function ask(
  tx: Transaction,
  registry: Registry,
  places: readonly Place[],
  requestedBy: string,
): Promise<void> {
  await lockPlanning(tx);
  const positioned = registry.inOrder(places).map(({ asset, partition }) => ({
    asset,
    partition,
    position: registry.asset(asset).partitions.position(partition),
  }));
  await requestPartitions(tx, positioned, requestedBy);
}

/** `changed` has a new materialization: asks for what is made from it, as far as the planner wants it. */
export async function askForUsers(tx: Transaction, registry: Registry, changed: readonly Place[]): Promise<Place[]> {
  await lockPlanning(tx);
  const known = new Set<string>();
  const world = new Map<string, PartitionRow>();
  const learn = async (places: readonly Place[]): Promise<void> => {
    for (const row of await loadPartitions(tx, places)) world.set(placeKey(row), row);
    for (const place of places) known.add(placeKey(place));
  };

  await learn(changed);
  let near = neighbourhood(registry, world, known, changed);
  while (near.unknown.length > 0) {
    await learn(near.unknown);
    near = neighbourhood(registry, world, known, changed);
  }
  const places = automaticRequests(registry, world, near.candidates);
  await ask(tx, registry, places, 'automatic');
  return places;
}

/** Wakes a worker for every requested partition that may run now. Sent twice it does no harm: the first worker takes it. */
export async function wakeWorkers(tx: Transaction, registry: Registry): Promise<Place[]> {
  const places = runnable(registry, await worldInFlight(tx, registry));
  for (const place of places) await sendJob(tx, assetRunQueue(registry.name), place, { key: placeKey(place) });
  return places;
}

/** What is requested or running, and what that needs. */
async function worldInFlight(on: Queryable, registry: Registry) {
  const names = registry.assets.map(({ name }) => name);
  const world = worldOf(await loadPartitionsInFlight(on, names));
  const needs = new Map<string, Place>();
  for (const row of world.values()) {
    if (row.state !== 'requested') continue;
    for (const need of registry.needsOf(row)) if (!world.has(placeKey(need))) needs.set(placeKey(need), need);
  }
  for (const row of await loadPartitions(on, [...needs.values()])) world.set(placeKey(row), row);
  return world;
}
