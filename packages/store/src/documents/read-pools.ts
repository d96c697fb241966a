import { type Epoch, epoch, type PoolHistory, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { ShownParameters } from '../pools/pool-events.ts';
import { poolHistories } from '../pools/pool-histories.ts';

/** What is known of one pool. */
export interface PoolFacts {
  readonly pool: PoolId;
  readonly history: PoolHistory<ShownParameters>;
  /** of our chain; null before its first block */
  readonly presentEpoch: Epoch | null;
  /** the first epoch it could make blocks in; null for one that is neither registered nor in a snapshot */
  readonly firstEpoch: Epoch | null;
  /** all that it made: on our chain, and before it as far as somebody told us */
  readonly lifeBlocks: number;
  /** of the newest epoch in which it made any */
  readonly newestBlocks: { readonly epoch: Epoch; readonly blocks: number } | null;
  /** lovelace, in the newest snapshot; null when it is not in that one: new, gone, or back again */
  readonly newestStake: { readonly stake: bigint; readonly ownerStake: bigint } | null;
  /** fractions, up to the last epoch of the pool whose rewards are paid */
  readonly ros: { readonly lifetime: number; readonly six: number; readonly twelve: number } | null;
}

/** Of these pools those that exist: they made a block of our chain, registered, or are in a snapshot. */
export async function poolsForDocuments(
  db: Queryable,
  pools: readonly PoolId[],
): Promise<ReadonlyMap<PoolId, PoolFacts>> {
  const { rows } = await db.query<Row>({ name: 'pools-for-documents', text: QUERY, values: [pools] });
  const histories = await poolHistories(
    db,
    rows.map(({ pool }) => poolId(pool)),
  );
  return new Map(
    rows.flatMap((row) => {
      const pool = poolId(row.pool);
      const history = histories.get(pool);
      return history === undefined ? [] : [[pool, { ...factsOf(row), pool, history, firstEpoch: history.firstEpoch }]];
    }),
  );
}

const QUERY = `
  select asked.pool, coalesce(p.life_blocks, 0) + coalesce(p.blocks_before, 0) as life_blocks,
    present.epoch as present_epoch, b.epoch as blocks_epoch, b.blocks,
    case when s.active_epoch = newest.active_epoch then s.stake end as stake,
    case when s.active_epoch = newest.active_epoch then s.owner_stake end as owner_stake,
    r.ros_lifetime, r.ros_6, r.ros_12
  from unnest($1::text[]) as asked (pool)
  cross join (select max(epoch) as epoch from epoch_chain) present
  cross join (select max(active_epoch) as active_epoch from snapshot_epoch) newest
  left join pool p on p.pool_id = decode(asked.pool, 'hex')
  left join lateral (
    select epoch, blocks from pool_epoch_blocks where pool_id = decode(asked.pool, 'hex')
    order by epoch desc limit 1) b on true
  left join lateral (
    select active_epoch, stake, owner_stake from pool_snapshot where pool_id = decode(asked.pool, 'hex')
    order by active_epoch desc limit 1) s on true
  left join lateral (
    select * from pool_average where pool_id = decode(asked.pool, 'hex') order by earned_epoch desc limit 1) r on true
  where p.life_blocks > 0 or p.registrations > 0 or s.active_epoch is not null`;

interface Row {
  readonly pool: string;
  readonly life_blocks: number;
  readonly present_epoch: number | null;
  readonly blocks_epoch: number | null;
  readonly blocks: number | null;
  readonly stake: bigint | null;
  readonly owner_stake: bigint | null;
  readonly ros_lifetime: number | null;
  readonly ros_6: number | null;
  readonly ros_12: number | null;
}

const factsOf = (row: Row): Omit<PoolFacts, 'pool' | 'history' | 'firstEpoch'> => ({
  presentEpoch: row.present_epoch === null ? null : epoch(row.present_epoch),
  lifeBlocks: row.life_blocks,
  newestBlocks:
    row.blocks_epoch === null || row.blocks === null ? null : { epoch: epoch(row.blocks_epoch), blocks: row.blocks },
  newestStake:
    row.stake === null || row.owner_stake === null ? null : { stake: row.stake, ownerStake: row.owner_stake },
  ros:
    row.ros_lifetime === null || row.ros_6 === null || row.ros_12 === null
      ? null
      : { lifetime: row.ros_lifetime, six: row.ros_6, twelve: row.ros_12 },
});
