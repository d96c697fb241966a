import { type AssignedPerformance, type Epoch, markOf, type PoolId, poolId } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';

export interface PerformanceToSave {
  readonly epoch: Epoch;
  readonly pools: readonly { readonly pool: PoolId; readonly performance: AssignedPerformance }[];
}

/** Writes how pools kept their slots of an epoch, replacing what was there. */
export async function saveAssignedPerformance(tx: Transaction, { epoch, pools }: PerformanceToSave): Promise<void> {
  const { rows } = await tx.query<{ pool: string }>(
    `delete from assigned_performance where epoch = $1 returning encode(pool_id, 'hex') as pool`,
    [epoch],
  );
  const settled = pools.map(({ performance }) => (performance.outcome === 'settled' ? performance : null));
  await tx.query(
    `insert into assigned_performance
       (epoch, pool_id, outcome, assigned, made, slot_battles_lost, height_battles_lost, missed)
     select $1, decode(pool, 'hex'), outcome, assigned, made, slot_battles_lost, height_battles_lost, missed
     from unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[])
       as t (pool, outcome, assigned, made, slot_battles_lost, height_battles_lost, missed)`,
    [
      epoch,
      pools.map(({ pool }) => pool),
      pools.map(({ performance }) => performance.outcome),
      pools.map(({ performance }) => performance.assigned),
      pools.map(({ performance }) => performance.made),
      settled.map((performance) => performance?.slotBattlesLost ?? null),
      settled.map((performance) => performance?.heightBattlesLost ?? null),
      settled.map((performance) => performance?.missed ?? null),
    ],
  );
  const shown = new Set([...rows.map(({ pool }) => poolId(pool)), ...pools.map(({ pool }) => pool)]);
  await markDocuments(
    tx,
    [...shown].flatMap((pool) => [markOf.pool(pool), markOf.poolStatsEpoch(pool, epoch)]),
  );
}
