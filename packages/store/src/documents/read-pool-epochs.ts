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

/** One pool, and the epochs from one to another. */
export interface PoolEpochRange {
  readonly pool: PoolId;
  readonly from: Epoch;
  readonly to: Epoch;
}

/**
 * The same of every epoch of these ranges, ascending, for each range in the order of `asked`. Each table's rows of a pool are read in
 * one go along its index, and come as one row of arrays: a page asks for hundreds of epochs.
 */
export async function epochsOfPools(db: Queryable, asked: readonly PoolEpochRange[]): Promise<PoolEpochFacts[][]> {
  if (asked.length === 0) return [];
  const told = await epochsTold(db, asked);
  const { rows } = await db.query<RangeRow>({
    name: 'epochs-of-pools',
    text: `
      select b.epochs as block_epochs, b.blocks, d.epochs as ledger_epochs, d.blocks as ledger_blocks,
        s.epochs as snapshot_epochs, s.stakes, r.epochs as reward_epochs, r.delegators_rewards, r.operator_fees, r.stakes as reward_stakes
      from unnest($1::text[], $2::int[], $3::int[]) with ordinality as asked (pool, first, last, place)
      cross join lateral (
        select array_agg(epoch) as epochs, array_agg(blocks) as blocks from pool_epoch_blocks
        where pool_id = decode(asked.pool, 'hex') and epoch between asked.first and asked.last) b
      cross join lateral (
        select array_agg(epoch) as epochs, array_agg(blocks) as blocks from epoch_ledger_pool_blocks
        where pool_id = decode(asked.pool, 'hex') and epoch between asked.first and asked.last) d
      cross join lateral (
        select array_agg(active_epoch) as epochs, array_agg(stake) as stakes from pool_snapshot
        where pool_id = decode(asked.pool, 'hex') and active_epoch between asked.first and asked.last) s
      cross join lateral (
        select array_agg(earned_epoch) as epochs, array_agg(delegators_reward) as delegators_rewards,
          array_agg(operator_fee) as operator_fees, array_agg(stake) as stakes
        from pool_reward
        where pool_id = decode(asked.pool, 'hex') and earned_epoch between asked.first and asked.last) r
      order by asked.place`,
    values: [asked.map(({ pool }) => pool), asked.map(({ from }) => from), asked.map(({ to }) => to)],
  });
  const ranges = asked.map((range, at) => rowsOfRange(range, rows[at], told));
  const facts = await factsOf(db, ranges.flat());
  let begin = 0;
  return ranges.map(({ length }) => {
    begin += length;
    return facts.slice(begin - length, begin);
  });
}

/** Which epochs our chain has, and of which the ledger told. */
interface EpochsTold {
  readonly chain: ReadonlySet<number>;
  readonly ledger: ReadonlySet<number>;
}

async function epochsTold(db: Queryable, asked: readonly PoolEpochRange[]): Promise<EpochsTold> {
  const { rows } = await db.query<{ chain: readonly number[] | null; ledger: readonly number[] | null }>({
    name: 'epochs-told',
    text: `
      select (select array_agg(epoch) from epoch_chain where epoch between $1 and $2) as chain,
        (select array_agg(epoch) from epoch_ledger where epoch between $1 and $2) as ledger`,
    values: [Math.min(...asked.map(({ from }) => from)), Math.max(...asked.map(({ to }) => to))],
  });
  return { chain: new Set(rows[0]?.chain), ledger: new Set(rows[0]?.ledger) };
}

function rowsOfRange({ pool, from, to }: PoolEpochRange, row: RangeRow | undefined, told: EpochsTold): Row[] {
  const blocks = placesOf(row?.block_epochs);
  const ledgerBlocks = placesOf(row?.ledger_epochs);
  const snapshots = placesOf(row?.snapshot_epochs);
  const rewards = placesOf(row?.reward_epochs);
  const rows: Row[] = [];
  for (let of: number = from; of <= to; of += 1) {
    const made = at(row?.blocks, blocks.get(of));
    const dumped = at(row?.ledger_blocks, ledgerBlocks.get(of));
    const stake = at(row?.stakes, snapshots.get(of));
    const reward = rewards.get(of);
    rows.push({
      pool,
      epoch: of,
      // As COLUMNS has it.
      blocks: made ?? (told.chain.has(of) ? null : dumped),
      made_none: made === null && dumped === null && stake !== null && told.ledger.has(of),
      stake,
      delegators_reward: at(row?.delegators_rewards, reward),
      operator_fee: at(row?.operator_fees, reward),
      reward_stake: at(row?.reward_stakes, reward),
    });
  }
  return rows;
}

/** Where an epoch stands in the arrays. */
const placesOf = (epochs: readonly number[] | null = null): ReadonlyMap<number, number> =>
  new Map(epochs?.map((of, place) => [of, place]));

const at = <Value>(values: readonly Value[] | null | undefined, place: number | undefined): Value | null =>
  place === undefined ? null : (values?.[place] ?? null);

/** Of tables side by side, all of them in the same order; null: no row. */
interface RangeRow {
  readonly block_epochs: readonly number[] | null;
  readonly blocks: readonly number[] | null;
  readonly ledger_epochs: readonly number[] | null;
  readonly ledger_blocks: readonly number[] | null;
  readonly snapshot_epochs: readonly number[] | null;
  readonly stakes: readonly bigint[] | null;
  readonly reward_epochs: readonly number[] | null;
  readonly delegators_rewards: readonly bigint[] | null;
  readonly operator_fees: readonly bigint[] | null;
  readonly reward_stakes: readonly bigint[] | null;
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
