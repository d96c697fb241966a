import type { CredentialHash } from '../units/hashes.ts';

/** How a leader reward is made up; lovelace. */
export interface LeaderRewardParts {
  /** paid or to be paid into the pool's reward account */
  readonly leaderReward: bigint;
  readonly operatorFee: bigint;
  /** owners that delegated to the pool, in the order of their hashes */
  readonly owners: readonly { readonly owner: CredentialHash; readonly stake: bigint }[];
}

export interface OwnerShare {
  readonly owner: CredentialHash;
  /** lovelace, delegated to the pool */
  readonly stake: bigint;
  /** lovelace */
  readonly share: bigint;
}

/**
 * What the operator's fee leaves of a leader reward, by the owners' stakes. The shares are floors of running sums, so
 * that they add up to the lovelace (rewards.md 1.6: flooring each alone loses one in a third of all cases).
 */
export function ownerShares({ leaderReward, operatorFee, owners }: LeaderRewardParts): OwnerShare[] {
  const part = leaderReward > operatorFee ? leaderReward - operatorFee : 0n;
  const total = owners.reduce((sum, { stake }) => sum + stake, 0n);
  if (total === 0n) return [];
  let staked = 0n;
  return owners.map(({ owner, stake }) => {
    const before = (part * staked) / total;
    staked += stake;
    return { owner, stake, share: (part * staked) / total - before };
  });
}
