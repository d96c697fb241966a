import { type Epoch, epoch, type PoolHistory, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { LivePoolRow } from '../live/live-pools.ts';
import type { ShownParameters } from '../pools/pool-events.ts';
import { poolHistories } from '../pools/pool-histories.ts';
import { NO_WORDS, type PoolWords } from '../pools/pool-words.ts';

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
  /**
   * lovelace: live stake, of a pool that the ledger did not have then nothing; before the first live stake what the newest
   * snapshot has, and null when the pool is not in that one: new, gone, or back again
   */
  readonly newestStake: { readonly stake: bigint; readonly ownerStake: bigint } | null;
  /** as the ledger of the live stake has it; null when it does not have the pool, or none was loaded */
  readonly live: Pick<LivePoolRow, 'pledge' | 'delegators' | 'delegatorsHash'> | null;
  /** null: it was never ranked */
  readonly rank: number | null;
  readonly words: PoolWords;
  /** what its operator tells on its page: harmless HTML; '' for one that was taken away, null where there never was one */
  readonly note: string | null;
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
    case when loaded.loaded then coalesce(live.stake, 0)
      when s.active_epoch = newest.active_epoch then s.stake end as stake,
    case when loaded.loaded then coalesce(live.owner_stake, 0)
      when s.active_epoch = newest.active_epoch then s.owner_stake end as owner_stake,
    live.pledge as live_pledge, live.delegators as live_delegators, live.delegators_hash as live_delegators_hash,
    ranked.rank, noted.note,
    r.ros_lifetime, r.ros_6, r.ros_12
  from unnest($1::text[]) as asked (pool)
  cross join (select max(epoch) as epoch from epoch_chain) present
  cross join (select max(active_epoch) as active_epoch from snapshot_epoch) newest
  cross join (select exists (select from live_generation) as loaded) loaded
  left join pool p on p.pool_id = decode(asked.pool, 'hex')
  left join live_pool live on live.pool_id = decode(asked.pool, 'hex')
  left join pool_rank ranked on ranked.pool_id = decode(asked.pool, 'hex')
  left join pool_note noted on noted.pool_id = decode(asked.pool, 'hex')
  left join lateral (
    select epoch, blocks from pool_epoch_blocks where pool_id = decode(asked.pool, 'hex')
    order by epoch desc limit 1) b on true
  left join lateral (
    select active_epoch, stake, owner_stake from pool_snapshot where pool_id = decode(asked.pool, 'hex')
    order by active_epoch desc limit 1) s on true
  left join lateral (
    select * from pool_average where pool_id = decode(asked.pool, 'hex') order by earned_epoch desc limit 1) r on true
  where p.life_blocks > 0 or p.registrations > 0 or s.active_epoch is not null or live.pool_id is not null`;

interface Row {
  readonly pool: string;
  readonly life_blocks: number;
  readonly present_epoch: number | null;
  readonly blocks_epoch: number | null;
  readonly blocks: number | null;
  readonly stake: bigint | null;
  readonly owner_stake: bigint | null;
  readonly live_pledge: bigint | null;
  readonly live_delegators: number | null;
  readonly live_delegators_hash: bigint | null;
  readonly rank: number | null;
  readonly note: string | null;
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
  live:
    row.live_pledge === null || row.live_delegators === null || row.live_delegators_hash === null
      ? null
      : {
          pledge: row.live_pledge,
          delegators: row.live_delegators,
          delegatorsHash: Number(row.live_delegators_hash),
        },
  rank: row.rank,
  words: NO_WORDS,
  note: row.note,
  ros:
    row.ros_lifetime === null || row.ros_6 === null || row.ros_12 === null
      ? null
      : { lifetime: row.ros_lifetime, six: row.ros_6, twelve: row.ros_12 },
});
