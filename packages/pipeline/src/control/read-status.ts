import type { Queryable } from '@pooltool/shared-utils/pg';
import { loadPartitionsOf } from '@pooltool/store/pipeline';
import { type Why, why } from '../plan/why.ts';
import { type World, worldOf } from '../plan/world.ts';
import type { Place, Registry } from '../registry/registry.ts';
import { loadToldPipelines } from '../registry/told-pipeline.ts';
import { type GridRow, type GridStatus, gridStatus } from './grid-status.ts';

/** Everything there is of a pipeline: a row for each partition that was ever asked for. */
export async function readWorld(on: Queryable, registry: Registry): Promise<World> {
  const names = registry.assets.map(({ name }) => name);
  return worldOf(await loadPartitionsOf(on, names));
}

export const readStatus = async (on: Queryable, registry: Registry): Promise<GridStatus> =>
  gridStatus(registry, await readWorld(on, registry));

/** Of every pipeline whose workers ever started here, for whoever has none of their code. */
export async function readToldStatus(on: Queryable): Promise<GridStatus> {
  const rows: GridRow[] = [];
  // One after the other: within a transaction they share its connection.
  for (const { registry } of await loadToldPipelines(on)) rows.push(...(await readStatus(on, registry)));
  return rows;
}

/** @throws POOLTOOL_ASSET_UNKNOWN, POOLTOOL_PARTITION_INVALID */
export async function readWhy(on: Queryable, registry: Registry, place: Place): Promise<Why> {
  demandPlace(registry, place);
  return why(registry, await readWorld(on, registry), place);
}

/** @throws POOLTOOL_ASSET_UNKNOWN, POOLTOOL_PARTITION_INVALID */
export function demandPlace(registry: Registry, { asset, partition }: Place): void {
  registry.asset(asset).partitions.position(partition);
}
