import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { assetRunQueue, sendJob } from '@pooltool/store/jobs';
import {
  loadPartitions,
  loadStandings,
  loadStandingsInFlight,
  lockPlanning,
  requestPartitions,
} from '@pooltool/store/pipeline';
import { neighbourhood } from '../plan/neighbourhood.ts';
import { automaticRequests } from '../plan/plan.ts';
import { mayRun, runnable } from '../plan/runnable.ts';
import { type Standings, worldOf } from '../plan/world.ts';
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
  const world = worldOf(await loadPartitions(tx, changed));
  const near = neighbourhood(registry, world, changed);
  for (let unknown = near.explore(); unknown.length > 0; unknown = near.explore()) {
    for (const row of await loadPartitions(tx, unknown)) world.set(placeKey(row), row);
  }
  const places = automaticRequests(registry, world, near.candidates.values());
  await ask(tx, registry, places, 'automatic');
  return places;
}

/** Wakes a worker for every requested partition that may run now. Sent twice it does no harm: the first worker takes it. */
export async function wakeWorkers(tx: Transaction, registry: Registry): Promise<Place[]> {
  const names = registry.assets.map(({ name }) => name);
  const places = runnable(registry, await standingsInFlight(tx, registry, names));
  for (const { asset, partition } of places) {
    const place = { asset, partition };
    await sendJob(tx, assetRunQueue(registry.name), place, { key: placeKey(place) });
  }
  return places;
}

/** What of these assets is requested or running, and what that needs; for `runnable`. */
export async function standingsInFlight(
  on: Queryable,
  registry: Registry,
  assets: readonly string[],
): Promise<Standings> {
  const world = worldOf(await loadStandingsInFlight(on, assets));
  const needs = new Map<string, Place>();
  for (const place of mayRun(registry, world)) {
    for (const need of registry.needsOf(place)) if (!world.has(placeKey(need))) needs.set(placeKey(need), need);
  }
  for (const row of await loadStandings(on, [...needs.values()])) world.set(placeKey(row), row);
  return world;
}
