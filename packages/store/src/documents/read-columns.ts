import { type Epoch, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** Lovelace by pool in the snapshot of an active epoch; null when there is none. */
export async function stakeColumn(db: Queryable, active: Epoch): Promise<ReadonlyMap<PoolId, bigint> | null> {
  const { rows } = await db.query<{ pool: string; stake: bigint }>(
    `select encode(pool_id, 'hex') as pool, stake from pool_snapshot where active_epoch = $1 order by pool_id`,
    [active],
  );
  if (rows.length === 0) return null;
  return new Map(rows.map(({ pool, stake }) => [poolId(pool), stake]));
}

/** What the pools of an earned epoch made of it. Lovelace; ROS as fractions. */
export interface RewardColumn {
  readonly forecast: boolean;
  readonly pools: ReadonlyMap<PoolId, PoolRewardRow>;
}

export interface PoolRewardRow {
  readonly ros: number;
  readonly operatorFee: bigint;
  readonly delegatorsReward: bigint;
  /** over all epochs up to this one */
  readonly lifetime: {
    readonly ros: number;
    readonly operatorFees: bigint;
    readonly delegatorsRewards: bigint;
    readonly stake: bigint;
  };
}

/** Null when the rewards of that epoch are not known. */
export async function rewardColumn(db: Queryable, earned: Epoch): Promise<RewardColumn | null> {
  const { rows: heads } = await db.query<{ forecast: boolean }>(
    `select status = 'forecast' as forecast from reward_epoch where earned_epoch = $1`,
    [earned],
  );
  const [head] = heads;
  if (head === undefined) return null;
  const { rows } = await db.query<RewardRow>(
    `select encode(r.pool_id, 'hex') as pool, r.ros, r.ros_lifetime, r.operator_fee, r.delegators_reward, l.*
     from pool_reward r
     join (
       select pool_id, sum(operator_fee) as life_fees, sum(delegators_reward) as life_rewards, sum(stake) as life_stake
       from pool_reward where earned_epoch <= $1 group by pool_id) l using (pool_id)
     where r.earned_epoch = $1 order by r.pool_id`,
    [earned],
  );
  return { forecast: head.forecast, pools: new Map(rows.map((row) => [poolId(row.pool), poolRewardOf(row)])) };
}

interface RewardRow {
  readonly pool: string;
  readonly ros: number;
  readonly ros_lifetime: number;
  readonly operator_fee: bigint;
  readonly delegators_reward: bigint;
  readonly life_fees: bigint;
  readonly life_rewards: bigint;
  readonly life_stake: bigint;
}

const poolRewardOf = (row: RewardRow): PoolRewardRow => ({
  ros: row.ros,
  operatorFee: row.operator_fee,
  delegatorsReward: row.delegators_reward,
  lifetime: {
    ros: row.ros_lifetime,
    operatorFees: row.life_fees,
    delegatorsRewards: row.life_rewards,
    stake: row.life_stake,
  },
});
