import type { CredentialHash, PoolId } from '../units/hashes.ts';
import { type LeaderRewardParts, ownerShares } from './owner-shares.ts';

/** What one credential did and got in one epoch. */
export interface StakedEpoch {
  /** not paid yet */
  readonly forecast: boolean;
  readonly owner: CredentialHash;
  /** undefined: it was in no snapshot of that epoch */
  readonly delegation: Delegated | undefined;
  /** paid, or to be paid, into its account */
  readonly rewards: readonly Rewarded[];
  /** how a pool's leader reward of that epoch came about; undefined where nothing is known of it */
  leaderOf(pool: PoolId): LeaderRewardParts | undefined;
}

interface Delegated {
  readonly pool: PoolId;
  /** lovelace */
  readonly stake: bigint;
  /** where the pool sends what its owners earn, when the credential is one of them; null when it is not */
  readonly ownersRewardsTo: CredentialHash | null;
}

interface Rewarded {
  readonly pool: PoolId;
  readonly kind: 'leader' | 'member';
  /** lovelace */
  readonly amount: bigint;
}

/** Lovelace: staked, earned by operating, earned by staking. */
export interface StakeSums {
  readonly amount: bigint;
  readonly operatorRewards: bigint;
  readonly stakeRewards: bigint;
}

export const NO_STAKE_SUMS: StakeSums = { amount: 0n, operatorRewards: 0n, stakeRewards: 0n };

export const addedSums = (a: StakeSums, b: StakeSums): StakeSums => ({
  amount: a.amount + b.amount,
  operatorRewards: a.operatorRewards + b.operatorRewards,
  stakeRewards: a.stakeRewards + b.stakeRewards,
});

export interface RewardDetail extends StakeSums {
  readonly [field: string]: bigint | string | boolean;
  readonly pool: PoolId;
  readonly forecast: boolean;
}

/**
 * Where the money that came in was earned, by delegator and pool (112 hex): a member's reward under its own key, a
 * leader's as the fee under the reward account's and the owners' shares under theirs.
 */
export function rewardDetails(at: StakedEpoch): ReadonlyMap<string, RewardDetail> {
  const details = new Map<string, RewardDetail>();
  const add = (who: CredentialHash, pool: PoolId, sums: Partial<StakeSums>): void => {
    const key = `${who}${pool}`;
    const before = details.get(key);
    details.set(key, {
      amount: sums.amount ?? before?.amount ?? 0n,
      pool,
      stakeRewards: (before?.stakeRewards ?? 0n) + (sums.stakeRewards ?? 0n),
      operatorRewards: (before?.operatorRewards ?? 0n) + (sums.operatorRewards ?? 0n),
      forecast: at.forecast,
    });
  };
  for (const { kind, pool, amount } of at.rewards) {
    const delegated = at.delegation?.pool === pool ? { amount: at.delegation.stake } : {};
    if (kind === 'member') {
      add(at.owner, pool, { ...delegated, stakeRewards: amount });
      continue;
    }
    const shares = ownerShares(leaderPartsOf(at, { pool, amount }));
    const shared = shares.reduce((sum, { share }) => sum + share, 0n);
    add(at.owner, pool, { ...delegated, operatorRewards: amount - shared });
    for (const { owner, stake, share } of shares) add(owner, pool, { amount: stake, stakeRewards: share });
  }
  return details;
}

/** The amount paid counts; the pool's own row says how it is made up. */
const leaderPartsOf = (at: StakedEpoch, { pool, amount }: { pool: PoolId; amount: bigint }): LeaderRewardParts => {
  const known = at.leaderOf(pool);
  return known === undefined
    ? { leaderReward: amount, operatorFee: amount, owners: [] }
    : { ...known, leaderReward: amount };
};

/** What an owner's stake earned for somebody else: shown in both histories, as clients know it (original.md 3.3). */
function forwardedShare({ owner, delegation, leaderOf }: StakedEpoch): bigint {
  if (delegation === undefined || delegation.ownersRewardsTo === null || delegation.ownersRewardsTo === owner)
    return 0n;
  const leader = leaderOf(delegation.pool);
  return leader === undefined ? 0n : (ownerShares(leader).find((share) => share.owner === owner)?.share ?? 0n);
}

/** What the epoch adds to the credential's lifetime sums. */
export function stakeSums(at: StakedEpoch, details: ReadonlyMap<string, RewardDetail>): StakeSums {
  let operatorRewards = 0n;
  let stakeRewards = forwardedShare(at);
  for (const detail of details.values()) {
    operatorRewards += detail.operatorRewards;
    stakeRewards += detail.stakeRewards;
  }
  return { amount: at.delegation?.stake ?? 0n, operatorRewards, stakeRewards };
}
