import { type Epoch, earnedEpochOfSpendable, epoch, epochPlus, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type PoolLabel, poolLabels } from '../admin/pool-labels.ts';
import { type PoolFacts, poolsForDocuments } from '../documents/read-pools.ts';
import { NO_WORDS, type PoolWords } from '../pools/pool-words.ts';
import { type PoolSlots, poolSlots } from '../slots/read-performance.ts';
import { type PoolEarnings, type PoolLifetime, poolEarnings, poolLifetimes } from './pool-earnings.ts';

/** What the website's list and a pool's page show of it; null what is not known. */
export interface ListedPool {
  readonly facts: PoolFacts;
  readonly slots: PoolSlots | null;
  /** null: it was never labelled */
  readonly label: PoolLabel | null;
  /** lovelace in the snapshot that elects the present epoch's leaders; 0 of a pool that is not in it */
  readonly activeStake: bigint;
  /** of the epoch that was paid when the present one began, and of the one before */
  readonly earned: { readonly epoch: Epoch; readonly earnings: PoolEarnings | null } | null;
  readonly earnedBefore: { readonly epoch: Epoch; readonly earnings: PoolEarnings | null } | null;
  readonly lifetime: PoolLifetime | null;
}

/** Of these pools those that exist, or all that ever did, ascending by id. Some ten statements, however many. Call it in a transaction of one moment. */
export async function listedPools(db: Queryable, asked: readonly PoolId[] | null = null): Promise<ListedPool[]> {
  const pools = asked ?? (await everyPool(db));
  const facts = await poolsForDocuments(db, pools);
  const slots = await poolSlots(db, pools);
  const labels = await poolLabels(db, pools);
  const present = await presentEpoch(db);
  const stakes = await stakesIn(db, { present, pools });
  const paid = present === null ? null : earnedEpochOfSpendable(present);
  const before = paid === null || paid === 0 ? null : epochPlus(paid, -1);
  const earnings = await poolEarnings(db, { earned: [paid, before].filter((one) => one !== null), pools });
  const lifetimes = await poolLifetimes(db, pools);
  const earnedBy = (pool: PoolId, of: Epoch | null) =>
    of === null ? null : { epoch: of, earnings: earnings.get(of)?.get(pool) ?? null };
  return [...facts.values()]
    .map((one) => ({
      facts: one,
      slots: slots.get(one.pool) ?? null,
      label: labels.get(one.pool) ?? null,
      activeStake: stakes.get(one.pool) ?? 0n,
      earned: earnedBy(one.pool, paid),
      earnedBefore: earnedBy(one.pool, before),
      lifetime: lifetimes.get(one.pool) ?? null,
    }))
    .sort((one, other) => (one.facts.pool < other.facts.pool ? -1 : 1));
}

/** From pool to pool through the snapshots' index: a look-up for each, not a row for each of 500 epochs. */
const EVERY_POOL = `
  with recursive snapped as (
    (select pool_id from pool_snapshot order by pool_id limit 1)
    union all
    select (select p.pool_id from pool_snapshot p where p.pool_id > snapped.pool_id order by p.pool_id limit 1)
    from snapped where snapped.pool_id is not null
  )
  select encode(pool_id, 'hex') as pool from snapped where pool_id is not null
  union select encode(pool_id, 'hex') from pool
  union select encode(pool_id, 'hex') from live_pool`;

/** Every pool that ever made a block, registered or was in a snapshot, in no order. */
export async function everyPool(db: Queryable): Promise<PoolId[]> {
  const { rows } = await db.query<{ pool: string }>({ name: 'every-pool', text: EVERY_POOL });
  return rows.map(({ pool }) => poolId(pool));
}

/** What every pool says of itself, in no order. */
export const wordsOfPools = async (db: Queryable): Promise<ReadonlyMap<PoolId, PoolWords>> =>
  new Map((await everyPool(db)).map((pool) => [pool, NO_WORDS]));

/** Our chain's; before its first block that of the newest snapshot. Null: neither is there. */
export async function presentEpoch(db: Queryable): Promise<Epoch | null> {
  const { rows } = await db.query<{ epoch: number | null }>({
    name: 'present-epoch',
    text: `select coalesce((select max(epoch) from epoch_chain), (select max(active_epoch) from snapshot_epoch)) as epoch`,
  });
  return rows[0]?.epoch == null ? null : epoch(rows[0].epoch);
}

/** Of the present epoch; while its snapshot is not here, of the newest before it. */
async function stakesIn(
  db: Queryable,
  { present, pools }: { readonly present: Epoch | null; readonly pools: readonly PoolId[] },
): Promise<ReadonlyMap<PoolId, bigint>> {
  const { rows } = await db.query<{ pool: string; stake: bigint }>({
    name: 'stakes-in-epoch',
    text: `
      select asked.pool, s.stake from unnest($2::text[]) as asked (pool)
      join pool_snapshot s on s.pool_id = decode(asked.pool, 'hex')
        and s.active_epoch = (select max(active_epoch) from snapshot_epoch where active_epoch <= $1)`,
    values: [present, pools],
  });
  return new Map(rows.map(({ pool, stake }) => [poolId(pool), stake]));
}
