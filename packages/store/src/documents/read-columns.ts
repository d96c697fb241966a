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

/** What the pools of an earned epoch made of it; lovelace. */
export interface RewardColumn {
  readonly forecast: boolean;
  readonly pools: ReadonlyMap<PoolId, PoolRewardRow>;
}

export interface PoolRewardRow {
  readonly stake: bigint;
  readonly operatorFee: bigint;
  readonly delegatorsReward: bigint;
  /** over all epochs up to this one; null of a forecast, and until the averages of an epoch that was paid are there */
  readonly lifetime: {
    /** fraction */
    readonly ros: number;
    readonly operatorFees: bigint;
    readonly delegatorsRewards: bigint;
    readonly stake: bigint;
  } | null;
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
    `select encode(r.pool_id, 'hex') as pool, r.stake, r.operator_fee, r.delegators_reward, a.ros_lifetime,
       a.operator_fees_lifetime as life_fees, a.delegators_reward_lifetime as life_rewards, a.stake_lifetime as life_stake
     from pool_reward r
     left join pool_average a on a.earned_epoch = r.earned_epoch and a.pool_id = r.pool_id
     where r.earned_epoch = $1 order by r.pool_id`,
    [earned],
  );
  return { forecast: head.forecast, pools: new Map(rows.map((row) => [poolId(row.pool), poolRewardOf(row)])) };
}

interface RewardRow {
  readonly pool: string;
  readonly stake: bigint;
  readonly operator_fee: bigint;
  readonly delegators_reward: bigint;
  readonly ros_lifetime: number | null;
  readonly life_fees: bigint | null;
  readonly life_rewards: bigint | null;
  readonly life_stake: bigint | null;
}

const poolRewardOf = (row: RewardRow): PoolRewardRow => ({
  stake: row.stake,
  operatorFee: row.operator_fee,
  delegatorsReward: row.delegators_reward,
  lifetime: lifetimeOf(row),
});

function lifetimeOf({ ros_lifetime: ros, life_fees, life_rewards, life_stake: stake }: RewardRow) {
  if (ros === null || life_fees === null || life_rewards === null || stake === null) return null;
  return { ros, operatorFees: life_fees, delegatorsRewards: life_rewards, stake };
}
