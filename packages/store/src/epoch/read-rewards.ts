import {
  credentialKindOf,
  type Epoch,
  type PoolId,
  poolId,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What an earned epoch's rewards came to; amounts in lovelace. */
export interface RewardEpoch {
  readonly earned: Epoch;
  readonly status: 'forecast' | 'final';
  readonly incentives: bigint;
  readonly fees: bigint;
  readonly treasuryTax: bigint;
  readonly available: bigint;
  readonly returnedToReserves: bigint;
  /** of accounts that were gone at the payout; null while a forecast */
  readonly unregisteredToTreasury: bigint | null;
  /** how many, one for each (credential, pool, kind) */
  readonly rewards: number;
}

/** Null when nothing was computed. */
export async function readRewardEpoch(db: Queryable, earned: Epoch): Promise<RewardEpoch | null> {
  const { rows } = await db.query<Omit<RewardEpoch, 'earned'>>(
    `select status, incentives, fees, treasury_tax as "treasuryTax", available,
       returned_to_reserves as "returnedToReserves", unregistered_to_treasury as "unregisteredToTreasury", rewards
     from reward_epoch where earned_epoch = $1`,
    [earned],
  );
  return rows[0] === undefined ? null : { earned, ...rows[0] };
}

/** R of the last payout: the reward pot less the treasury's part; null before the first payout. */
export async function newestAvailableRewards(db: Queryable): Promise<bigint | null> {
  const { rows } = await db.query<{ available: bigint }>(
    `select available from reward_epoch where status = 'final' order by earned_epoch desc limit 1`,
  );
  return rows[0]?.available ?? null;
}

export type RewardDestination = 'unknown' | 'account' | 'treasury' | 'reserves';
const DESTINATIONS: readonly RewardDestination[] = ['unknown', 'account', 'treasury', 'reserves'];

export interface AccountReward {
  readonly credential: StakeCredential;
  readonly poolId: PoolId;
  readonly kind: 'leader' | 'member';
  /** lovelace */
  readonly amount: bigint;
  readonly destination: RewardDestination;
}

/** Every reward of an earned epoch: a mainnet epoch has more than a million, so this is for comparisons, not for pages. */
export async function readAccountRewards(db: Queryable, earned: Epoch): Promise<AccountReward[]> {
  const { rows } = await db.query<{
    credential_kind: number;
    credential: string;
    pool: string;
    kind: number;
    amount: bigint;
    destination: number;
  }>(
    `select credential_kind, encode(credential, 'hex') as credential, encode(pool_id, 'hex') as pool, kind, amount, destination
     from account_reward where earned_epoch = $1 order by credential, credential_kind, kind, pool_id`,
    [earned],
  );
  return rows.map((row) => ({
    credential: stakeCredential(credentialKindOf(row.credential_kind), row.credential),
    poolId: poolId(row.pool),
    kind: row.kind === 0 ? 'leader' : 'member',
    amount: row.amount,
    destination: DESTINATIONS[row.destination] ?? 'unknown',
  }));
}

export interface PoolReward {
  readonly poolId: PoolId;
  /** lovelace */
  readonly poolReward: bigint;
  readonly leaderReward: bigint;
  readonly memberRewards: bigint;
}

/** What each pool earned in an epoch. */
export async function readPoolRewards(db: Queryable, earned: Epoch): Promise<PoolReward[]> {
  const { rows } = await db.query<{ pool: string; pool_reward: bigint; leader_reward: bigint; member_rewards: bigint }>(
    `select encode(pool_id, 'hex') as pool, pool_reward, leader_reward, member_rewards
     from pool_reward where earned_epoch = $1 order by pool_id`,
    [earned],
  );
  return rows.map((row) => ({
    poolId: poolId(row.pool),
    poolReward: row.pool_reward,
    leaderReward: row.leader_reward,
    memberRewards: row.member_rewards,
  }));
}
