import type { RunError } from '@pooltool/store/pipeline';
import { type StaleReason, staleWorld } from '../plan/staleness.ts';
import type { PartitionState, World } from '../plan/world.ts';
import { placeKey, type Registry } from '../registry/registry.ts';

export type Cell = {
  readonly partition: string;
  /** `stale`: ok, but not what would come out today. */
  readonly state: PartitionState | 'stale';
  readonly run: bigint | null;
  readonly failures: number;
  readonly changedAt: Date | null;
  readonly requestedBy: string | null;
  /** Of the last run, when it failed. */
  readonly error: RunError | null;
  readonly staleBecause: readonly StaleReason[];
};

export type GridRow = {
  readonly asset: string;
  readonly description: string;
  readonly scheme: string;
  readonly needs: readonly string[];
  readonly checks: readonly string[];
  /** One for each partition that any asset of the same scheme has, ascending. */
  readonly cells: readonly Cell[];
};

/** Asset × partition, needs before what is made from them. */
export type GridStatus = readonly GridRow[];

export function gridStatus(registry: Registry, world: World): GridStatus {
  const stale = staleWorld(registry, world);
  const columns = new Map<string, Set<string>>();
  for (const { asset, partition } of registry.inOrder(world.values())) {
    const { name } = registry.asset(asset).partitions;
    columns.set(name, (columns.get(name) ?? new Set()).add(partition));
  }

  return registry.assets.map(({ name, description, partitions, needs, checks }) => ({
    asset: name,
    description,
    scheme: partitions.name,
    needs: [...new Set(needs.map(({ asset }) => asset))],
    checks: checks.map((check) => check.name),
    cells: [...(columns.get(partitions.name) ?? [])]
      .sort((a, b) => partitions.position(a) - partitions.position(b))
      .map((partition) => cellOf(world, stale, name, partition)),
  }));
}

function cellOf(
  world: World,
  stale: ReadonlyMap<string, readonly StaleReason[]>,
  asset: string,
  partition: string,
): Cell {
  const key = placeKey({ asset, partition });
  const row = world.get(key);
  const staleBecause = stale.get(key) ?? [];
  const state = row?.state ?? 'missing';
  return {
    partition,
    state: state === 'ok' && staleBecause.length > 0 ? 'stale' : state,
    run: row?.run ?? null,
    failures: row?.failures ?? 0,
    changedAt: row?.changedAt ?? null,
    requestedBy: row?.requestedBy ?? null,
    error: state === 'failed' ? (row?.error ?? null) : null,
    staleBecause,
  };
}
