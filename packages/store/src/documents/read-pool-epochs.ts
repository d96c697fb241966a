import { type Epoch, epoch, type PoolEpochSubject, type PoolId, poolId, poolStandingAt } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { poolHistories } from '../pools/pool-histories.ts';

/** One epoch of one pool; null where nothing is known. */
export interface PoolEpochFacts {
  readonly pool: PoolId;
  readonly epoch: Epoch;
  /** made in that epoch; 0 for a pool that could have made some, once the ledger told the whole epoch */
  readonly blocks: number | null;
  /** lovelace that elects leaders in that epoch */
  readonly stake: bigint | null;
  /** what was earned in that epoch, and by which stake; lovelace */
  readonly rewards: { readonly delegatorsReward: bigint; readonly operatorFee: bigint; readonly stake: bigint } | null;
}

/** In the order of `asked`, one each. */
export async function poolEpochs(db: Queryable, asked: readonly PoolEpochSubject[]): Promise<PoolEpochFacts[]> {
  const { rows } = await db.query<Row>({
    name: 'pool-epochs',
    text: `
      select asked.pool, asked.epoch, ${COLUMNS}
      from unnest($1::text[], $2::int[]) with ordinality as asked (pool, epoch, place)
      left join pool_epoch_blocks b on b.pool_id = decode(asked.pool, 'hex') and b.epoch = asked.epoch
      left join epoch_chain c on c.epoch = asked.epoch
      left join epoch_ledger l on l.epoch = asked.epoch
      left join epoch_ledger_pool_blocks d on d.pool_id = decode(asked.pool, 'hex') and d.epoch = asked.epoch
      left join pool_snapshot s on s.pool_id = decode(asked.pool, 'hex') and s.active_epoch = asked.epoch
      left join pool_reward r on r.pool_id = decode(asked.pool, 'hex') and r.earned_epoch = asked.epoch
      order by asked.place`,
    values: [asked.map(({ pool }) => pool), asked.map((pair) => pair.epoch)],
  });
  return factsOf(db, rows);
}

/**
 * The same of one pool and every epoch from one to another, ascending. Each table's rows of that pool are read in one go, along its
 * index: a page asks for hundreds of epochs.
 */
export async function epochsOfPool(
  db: Queryable,
  { pool, from, to }: { readonly pool: PoolId; readonly from: Epoch; readonly to: Epoch },
): Promise<PoolEpochFacts[]> {
  const { rows } = await db.query<Row>({
    name: 'epochs-of-pool',
    text: `
      with b as materialized (
        select epoch, blocks from pool_epoch_blocks where pool_id = decode($1, 'hex') and epoch between $2 and $3
      ), s as materialized (
        select active_epoch, pool_id, stake from pool_snapshot
        where pool_id = decode($1, 'hex') and active_epoch between $2 and $3
      ), r as materialized (
        select earned_epoch, delegators_reward, operator_fee, stake from pool_reward
        where pool_id = decode($1, 'hex') and earned_epoch between $2 and $3
      ), d as materialized (
        select epoch, blocks from epoch_ledger_pool_blocks where pool_id = decode($1, 'hex') and epoch between $2 and $3
      )
      select $1 as pool, e as epoch, ${COLUMNS}
      from generate_series($2::int, $3::int) e
      left join b on b.epoch = e
      left join epoch_chain c on c.epoch = e
      left join epoch_ledger l on l.epoch = e
      left join d on d.epoch = e
      left join s on s.active_epoch = e
      left join r on r.earned_epoch = e
      order by e`,
    values: [pool, from, to],
  });
  return factsOf(db, rows);
}

const COLUMNS = `s.stake, r.delegators_reward, r.operator_fee, r.stake as reward_stake,
  -- A block of our chain counts, whatever a dump said; without a chain of that epoch the dump does.
  coalesce(b.blocks, case when c.epoch is null then d.blocks end) as blocks,
  b.blocks is null and d.blocks is null and l.epoch is not null and s.pool_id is not null as made_none`;

async function factsOf(db: Queryable, rows: readonly Row[]): Promise<PoolEpochFacts[]> {
  const gone = await retiredBy(
    db,
    rows.filter((row) => row.made_none),
  );
  return rows.map((row) => ({
    pool: poolId(row.pool),
    epoch: epoch(row.epoch),
    blocks: row.made_none && !gone.has(row) ? 0 : row.blocks,
    stake: row.stake,
    rewards:
      row.delegators_reward === null || row.operator_fee === null || row.reward_stake === null
        ? null
        : { delegatorsReward: row.delegators_reward, operatorFee: row.operator_fee, stake: row.reward_stake },
  }));
}

/** Who had retired before the epoch ended is not told to have made nothing in it. A genesis delegate is in no snapshot. */
async function retiredBy(db: Queryable, rows: readonly Row[]): Promise<ReadonlySet<Row>> {
  const histories = await poolHistories(db, [...new Set(rows.map(({ pool }) => poolId(pool)))]);
  return new Set(
    rows.filter((row) => {
      const history = histories.get(poolId(row.pool));
      return history !== undefined && poolStandingAt(epoch(row.epoch), history).retiredSince !== null;
    }),
  );
}

interface Row {
  readonly pool: string;
  readonly epoch: number;
  readonly blocks: number | null;
  /** the ledger told the whole epoch, and the pool, which was in its snapshot, has no block in it */
  readonly made_none: boolean;
  readonly stake: bigint | null;
  readonly delegators_reward: bigint | null;
  readonly operator_fee: bigint | null;
  readonly reward_stake: bigint | null;
}
