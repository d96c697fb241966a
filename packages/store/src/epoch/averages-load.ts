import { type Epoch, epoch, type PoolId, poolId } from '@pooltool/domain';
import {
  type EarningSums,
  LONGEST_WINDOW,
  NO_EARNINGS,
  type PoolSummedHistory,
  type SummedHistory,
  WINDOWS,
  type Window,
} from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { EPOCHS_UNTIL_BLOCKS } from '../pools/pool-histories.ts';
import { sumColumns } from './averages-columns.ts';

/** An earned epoch's pools and what was summed before it: everything its averages follow from. */
export interface SummedHistories {
  /** the first earned epoch in the sums */
  readonly since: Epoch;
  readonly networkBefore: SummedHistory['before'];
  /** by pool id */
  readonly pools: readonly (PoolSummedHistory & { readonly poolId: PoolId })[];
}

/**
 * Null when the epoch's rewards are not paid. A history goes on from the epochs before as long as one of the longest
 * window is there, which is what `averages` needs of itself; after a longer gap it begins anew, because nobody would say when
 * what lies behind the gap changes. A pool that was gone for a while goes on from where it was, however long that was.
 */
export async function loadSummedHistories(db: Queryable, earned: Epoch): Promise<SummedHistories | null> {
  const { rows } = await db.query<{ final: boolean; since: number | null }>(
    `select
       exists (select from reward_epoch where earned_epoch = $1 and status = 'final') as final,
       (select since from network_average where earned_epoch < $1 and earned_epoch >= $1 - $2::int
        order by earned_epoch desc limit 1) as since`,
    [earned, LONGEST_WINDOW],
  );
  const [head] = rows;
  if (head === undefined || !head.final) return null;
  const since = epoch(head.since ?? earned);
  return {
    since,
    networkBefore: await networkBefore(db, { earned, since }),
    pools: await poolHistories(db, { earned, since }),
  };
}

interface Stretch {
  readonly earned: Epoch;
  readonly since: Epoch;
}

async function networkBefore(db: Queryable, { earned, since }: Stretch): Promise<SummedHistory['before']> {
  const { rows } = await db.query<{ before: BeforeText }>(
    `select ${BEFORE_AS_JSON} as before from (values (1)) as one (row) ${beforeEach('network_average', 'true')}`,
    [earned, since],
  );
  return beforeOf(rows[0]?.before ?? {});
}

async function poolHistories(db: Queryable, { earned, since }: Stretch): Promise<SummedHistories['pools']> {
  const { rows } = await db.query<PoolRow>(
    `select encode(r.pool_id, 'hex') as pool, r.stake, r.delegators_reward, r.operator_fee,
       least(
         (select epoch + $3::int from pool_registration where pool_id = r.pool_id order by slot limit 1),
         (select active_epoch from pool_snapshot where pool_id = r.pool_id order by active_epoch limit 1)) as first_epoch,
       ${BEFORE_AS_JSON} as before
     from pool_reward r ${beforeEach('pool_average', 'a.pool_id = r.pool_id')}
     where r.earned_epoch = $1 order by r.pool_id`,
    [earned, since, EPOCHS_UNTIL_BLOCKS],
  );
  return rows.map((row) => ({
    poolId: poolId(row.pool),
    firstEpoch: row.first_epoch ?? 0,
    own: { epochs: 1, stake: row.stake, delegatorsReward: row.delegators_reward, operatorFees: row.operator_fee },
    before: beforeOf(row.before),
  }));
}

interface PoolRow {
  readonly pool: string;
  readonly stake: bigint;
  readonly delegators_reward: bigint;
  readonly operator_fee: bigint;
  readonly first_epoch: number | null;
  readonly before: BeforeText;
}

/** For each window the last running sums from before it began; null when nothing of this history was there yet. */
type BeforeText = Readonly<Partial<Record<`${Window}`, readonly [string, string, string, string] | null>>>;

const BEFORE_AS_JSON = `json_build_object(${WINDOWS.map((window) => `'${window}', b${window}.sums`).join(', ')})`;

/** $1: the earned epoch, $2: since. Amounts as texts: JSON's numbers are too small for them. */
const beforeEach = (table: string, of: string): string =>
  WINDOWS.map(
    (window) => `
      left join lateral (
        select json_build_array(${sumColumns('a', 'lifetime')
          .map((column) => `${column}::text`)
          .join(', ')}) as sums
        from ${table} a where ${of} and a.earned_epoch between $2 and $1 - ${window}
        order by a.earned_epoch desc limit 1) b${window} on true`,
  ).join('');

function beforeOf(before: BeforeText): SummedHistory['before'] {
  return { 1: sums(before[1]), 6: sums(before[6]), 12: sums(before[12]), 73: sums(before[73]) };
}

function sums(text: readonly [string, string, string, string] | null | undefined): EarningSums {
  if (text == null) return NO_EARNINGS;
  const [epochs, stake, delegatorsReward, operatorFees] = text;
  return {
    epochs: Number(epochs),
    stake: BigInt(stake),
    delegatorsReward: BigInt(delegatorsReward),
    operatorFees: BigInt(operatorFees),
  };
}
