import { type Epoch, lovelace, type PoolId, poolId } from '@pooltool/domain';
import type { Earnings } from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { EPOCHS_UNTIL_BLOCKS } from '../pools/pool-histories.ts';

/** What a pool's delegators earned before an epoch, in the windows PoolTool shows (rewards.md 1.6). */
export interface PoolHistory {
  /** the first epoch it could make blocks in; 0 when it is as old as the chain */
  readonly firstEpoch: number;
  readonly lifetime: Earnings;
  /** of the 5 and of the 11 epochs before: with the epoch itself they make 6 and 12 */
  readonly lastFive: Earnings;
  readonly lastEleven: Earnings;
}

/** Histories of every pool before `earned`. A pool that is missing has none. */
export async function poolHistoriesBefore(db: Queryable, earned: Epoch): Promise<Map<PoolId, PoolHistory>> {
  const { rows } = await db.query<HistoryRow>(
    `with first as (
       select pool_id, min(epoch) as first_epoch
       from (
         select pool_id, min(epoch) + $2::int as epoch from pool_registration group by pool_id
         union all
         select pool_id, min(active_epoch) from pool_snapshot group by pool_id
       ) seen group by pool_id
     ), earned as (
       select pool_id, sum(delegators_reward) as reward, sum(stake) as stake,
         sum(delegators_reward) filter (where earned_epoch > $1 - 6) as reward_5,
         sum(stake) filter (where earned_epoch > $1 - 6) as stake_5,
         sum(delegators_reward) filter (where earned_epoch > $1 - 12) as reward_11,
         sum(stake) filter (where earned_epoch > $1 - 12) as stake_11
       from pool_reward where earned_epoch < $1 group by pool_id
     )
     select encode(pool_id, 'hex') as pool, first_epoch, coalesce(reward, 0) as reward, coalesce(stake, 0) as stake,
       coalesce(reward_5, 0) as reward_5, coalesce(stake_5, 0) as stake_5, coalesce(reward_11, 0) as reward_11,
       coalesce(stake_11, 0) as stake_11
     from first left join earned using (pool_id)`,
    [earned, EPOCHS_UNTIL_BLOCKS],
  );
  return new Map(rows.map((row) => [poolId(row.pool), historyOf(row)]));
}

interface HistoryRow {
  readonly pool: string;
  readonly first_epoch: number;
  readonly reward: bigint;
  readonly stake: bigint;
  readonly reward_5: bigint;
  readonly stake_5: bigint;
  readonly reward_11: bigint;
  readonly stake_11: bigint;
}

const historyOf = (row: HistoryRow): PoolHistory => ({
  firstEpoch: row.first_epoch,
  lifetime: earnings(row.reward, row.stake),
  lastFive: earnings(row.reward_5, row.stake_5),
  lastEleven: earnings(row.reward_11, row.stake_11),
});

const earnings = (reward: bigint, stake: bigint): Earnings => ({
  delegatorsReward: lovelace(reward),
  stake: lovelace(stake),
});
