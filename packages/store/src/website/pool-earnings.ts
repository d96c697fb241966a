import { type Epoch, epoch, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What a pool made of an epoch; lovelace. */
export interface PoolEarnings {
  readonly stake: bigint;
  readonly operatorFee: bigint;
  readonly delegatorsReward: bigint;
}

/** The same over all epochs up to the newest that was paid and averaged. */
export interface PoolLifetime {
  readonly stake: bigint;
  readonly operatorFees: bigint;
  readonly delegatorsRewards: bigint;
}

interface Asked {
  readonly earned: readonly Epoch[];
  readonly pools: readonly PoolId[];
}

/** By epoch and pool; forecast or paid, as far as they are known. */
export async function poolEarnings(
  db: Queryable,
  { earned, pools }: Asked,
): Promise<ReadonlyMap<Epoch, ReadonlyMap<PoolId, PoolEarnings>>> {
  const { rows } = await db.query<{ earned: number; pool: string; stake: bigint; fee: bigint; reward: bigint }>({
    name: 'pool-earnings',
    text: `
      select r.earned_epoch as earned, asked.pool, r.stake, r.operator_fee as fee, r.delegators_reward as reward
      from unnest($2::text[]) as asked (pool)
      join pool_reward r on r.pool_id = decode(asked.pool, 'hex') and r.earned_epoch = any($1::int[])`,
    values: [earned, pools],
  });
  return new Map(
    [...Map.groupBy(rows, (row) => row.earned)].map(([of, ofEpoch]) => [
      epoch(of),
      new Map(
        ofEpoch.map(({ pool, stake, fee, reward }) => [
          poolId(pool),
          { stake, operatorFee: fee, delegatorsReward: reward },
        ]),
      ),
    ]),
  );
}

export async function poolLifetimes(
  db: Queryable,
  pools: readonly PoolId[],
): Promise<ReadonlyMap<PoolId, PoolLifetime>> {
  const { rows } = await db.query<{ pool: string; stake: bigint; fees: bigint; rewards: bigint }>({
    name: 'pool-lifetimes',
    text: `
      select asked.pool, a.stake_lifetime as stake, a.operator_fees_lifetime as fees, a.delegators_reward_lifetime as rewards
      from unnest($1::text[]) as asked (pool)
      cross join lateral (
        select * from pool_average where pool_id = decode(asked.pool, 'hex') order by earned_epoch desc limit 1) a`,
    values: [pools],
  });
  return new Map(
    rows.map(({ pool, stake, fees, rewards }) => [
      poolId(pool),
      { stake, operatorFees: fees, delegatorsRewards: rewards },
    ]),
  );
}
