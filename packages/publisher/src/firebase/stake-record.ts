import type { CredentialHash, Epoch, PoolId } from '@pooltool/domain';
import { ownerShares } from '@pooltool/domain/rewards';
import type { JsonObject } from '@pooltool/shared-utils/json';
import {
  type DelegationRow,
  type LeaderShare,
  poolEpochText,
  type RewardRow,
  type StakeHistories,
} from '@pooltool/store/documents';

/** What one credential did and got in one epoch. */
export interface StakeEpoch {
  readonly epoch: Epoch;
  /** not paid yet */
  readonly forecast: boolean;
  readonly owner: CredentialHash;
  readonly delegation: DelegationRow | undefined;
  readonly rewards: readonly RewardRow[];
  readonly leaders: StakeHistories['leaders'];
}

/** Lovelace. */
export interface StakeSums {
  readonly amount: bigint;
  readonly operatorRewards: bigint;
  readonly stakeRewards: bigint;
}

interface RewardDetail extends StakeSums {
  readonly [field: string]: bigint | string | boolean;
  readonly pool: PoolId;
  readonly forecast: boolean;
}

/**
 * Where the money that came in was earned, by delegator and pool (112 hex): a member's reward under its own key, a
 * leader's as the fee under the reward account's and the owners' shares under theirs.
 */
export function rewardDetails(at: StakeEpoch): ReadonlyMap<string, RewardDetail> {
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
    const shares = ownerShares(leaderShareOf(at, { pool, amount }));
    const shared = shares.reduce((sum, { share }) => sum + share, 0n);
    add(at.owner, pool, { ...delegated, operatorRewards: amount - shared });
    for (const { owner, stake, share } of shares) add(owner, pool, { amount: stake, stakeRewards: share });
  }
  return details;
}

/** The amount paid counts; the pool's own row says how it is made up. */
const leaderShareOf = (at: StakeEpoch, { pool, amount }: { pool: PoolId; amount: bigint }): LeaderShare => {
  const known = at.leaders.get(poolEpochText({ pool, epoch: at.epoch }));
  return known === undefined
    ? { epoch: at.epoch, pool, leaderReward: amount, operatorFee: amount, owners: [] }
    : { ...known, leaderReward: amount };
};

/** What an owner's stake earned for somebody else: shown in both histories, as clients know it (original.md 3.3). */
function forwardedShare({ owner, delegation, leaders, epoch }: StakeEpoch): bigint {
  if (delegation === undefined || delegation.ownersRewardsTo === null || delegation.ownersRewardsTo === owner)
    return 0n;
  const leader = leaders.get(poolEpochText({ pool: delegation.pool, epoch }));
  return leader === undefined ? 0n : (ownerShares(leader).find((share) => share.owner === owner)?.share ?? 0n);
}

export function stakeSums(at: StakeEpoch, details: ReadonlyMap<string, RewardDetail>): StakeSums {
  let operatorRewards = 0n;
  let stakeRewards = forwardedShare(at);
  for (const detail of details.values()) {
    operatorRewards += detail.operatorRewards;
    stakeRewards += detail.stakeRewards;
  }
  return { amount: at.delegation?.stake ?? 0n, operatorRewards, stakeRewards };
}

/** The record of clients.md 1.7. `life`: the sums up to and with this epoch; null on a forecast, which has none. */
export const stakeRecord = (
  at: StakeEpoch,
  { sums, details, life }: { sums: StakeSums; details: ReadonlyMap<string, RewardDetail>; life: StakeSums | null },
): JsonObject => ({
  ...sums,
  delegatedTo: at.delegation?.pool ?? 'None',
  // Tickers come with the pools' metadata.
  delegatedToTicker: '',
  forecast: at.forecast,
  rewardsSentTo: at.delegation?.ownersRewardsTo ?? at.owner,
  rewardAddrDetails: Object.fromEntries(details),
  ...(life && {
    lifeAmount: life.amount,
    lifeOperatorRewards: life.operatorRewards,
    lifeStakeRewards: life.stakeRewards,
  }),
});
