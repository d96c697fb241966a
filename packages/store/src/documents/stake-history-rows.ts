import type { CredentialHash, Epoch, PoolId } from '@pooltool/domain';

/** What a credential delegated in an epoch. */
export interface DelegationRow {
  readonly epoch: Epoch;
  readonly pool: PoolId;
  /** lovelace */
  readonly stake: bigint;
  /** where the pool sends what its owners earn, when the credential is one of them; null when it is not */
  readonly ownersRewardsTo: CredentialHash | null;
}

/** Paid, or to be paid, into the credential's account: what went elsewhere is left out. */
export interface RewardRow {
  readonly epoch: Epoch;
  readonly pool: PoolId;
  readonly kind: 'leader' | 'member';
  /** lovelace */
  readonly amount: bigint;
}
