import {
  type AssignedPerformance,
  type Epoch,
  epoch,
  type PoolEpochSubject,
  type PoolId,
  poolId,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** How a pool does with the slots it is assigned. */
export interface PoolSlots {
  /** its newest commitment */
  readonly newest: { readonly epoch: Epoch; readonly count: number };
  /** Σ over its settled epochs; null: none is settled yet */
  readonly lifetime: { readonly assigned: number; readonly kept: number } | null;
}

/** Of these pools those that ever committed to slots. `kept`: made, or lost in a battle. */
export async function poolSlots(db: Queryable, pools: readonly PoolId[]): Promise<ReadonlyMap<PoolId, PoolSlots>> {
  const { rows } = await db.query<PoolRow>({
    name: 'pool-slots',
    text: `
      select asked.pool, newest.epoch, newest.count, life.assigned, life.kept
      from unnest($1::text[]) as asked (pool)
      cross join lateral (
        select epoch, count from assigned_slots where pool_id = decode(asked.pool, 'hex')
        order by epoch desc limit 1) newest
      cross join lateral (
        select sum(assigned)::int as assigned, sum(made + slot_battles_lost + height_battles_lost)::int as kept
        from assigned_performance where pool_id = decode(asked.pool, 'hex') and outcome = 'settled') life`,
    values: [pools],
  });
  return new Map(
    rows.map(({ pool, epoch: newest, count, assigned, kept }) => [
      poolId(pool),
      {
        newest: { epoch: epoch(newest), count },
        lifetime: assigned === null || kept === null ? null : { assigned, kept },
      },
    ]),
  );
}

interface PoolRow {
  readonly pool: string;
  readonly epoch: number;
  readonly count: number;
  readonly assigned: number | null;
  readonly kept: number | null;
}

/** One epoch of one pool's assigned slots. */
export interface PoolEpochSlots {
  readonly pool: PoolId;
  readonly epoch: Epoch;
  readonly committed: number;
  /** null: not judged yet */
  readonly outcome: AssignedPerformance['outcome'] | null;
}

/** Of these pairs those for which there is a commitment. */
export async function poolEpochSlots(db: Queryable, asked: readonly PoolEpochSubject[]): Promise<PoolEpochSlots[]> {
  const { rows } = await db.query<EpochRow>({
    name: 'pool-epoch-slots',
    text: `
      select asked.pool, a.epoch, a.count, p.outcome
      from unnest($1::text[], $2::int[]) as asked (pool, epoch)
      join assigned_slots a on a.pool_id = decode(asked.pool, 'hex') and a.epoch = asked.epoch
      left join assigned_performance p on p.pool_id = a.pool_id and p.epoch = a.epoch`,
    values: [asked.map(({ pool }) => pool), asked.map((pair) => pair.epoch)],
  });
  return rows.map(slotsOf);
}

/** What it committed to in an epoch. */
export type CommittedSlots = Pick<PoolEpochSlots, 'epoch' | 'committed'>;

/** For each of these ranges, in the order of `asked`, its epochs with a commitment, in no order. */
export async function slotsOfPools(
  db: Queryable,
  asked: readonly { readonly pool: PoolId; readonly from: Epoch; readonly to: Epoch }[],
): Promise<CommittedSlots[][]> {
  const { rows } = await db.query<{ epochs: readonly number[] | null; counts: readonly number[] | null }>({
    name: 'slots-of-pools',
    text: `
      select a.epochs, a.counts
      from unnest($1::text[], $2::int[], $3::int[]) with ordinality as asked (pool, first, last, place)
      cross join lateral (
        select array_agg(epoch) as epochs, array_agg(count) as counts from assigned_slots
        where pool_id = decode(asked.pool, 'hex') and epoch between asked.first and asked.last) a
      order by asked.place`,
    values: [asked.map(({ pool }) => pool), asked.map(({ from }) => from), asked.map(({ to }) => to)],
  });
  return rows.map(({ epochs, counts }) =>
    (epochs ?? []).map((of, at) => ({ epoch: epoch(of), committed: counts?.[at] ?? 0 })),
  );
}

const slotsOf = (row: EpochRow): PoolEpochSlots => ({
  pool: poolId(row.pool),
  epoch: epoch(row.epoch),
  committed: row.count,
  outcome: row.outcome,
});

interface EpochRow {
  readonly pool: string;
  readonly epoch: number;
  readonly count: number;
  readonly outcome: AssignedPerformance['outcome'] | null;
}
