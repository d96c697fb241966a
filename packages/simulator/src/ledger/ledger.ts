import type { PoolId, PoolRegistration, TransactionOutput } from '@pooltool/domain';

/** An account that is registered. */
export interface Account {
  balance: bigint;
  readonly deposit: bigint;
  pool: PoolId | null;
  /** `abstain`, `no-confidence` or a credential's text; absent when it delegates its vote to nobody */
  drep?: string;
}

export interface LedgerSnapshot {
  /** by credential's text; only what is above 0 */
  readonly stake: ReadonlyMap<string, bigint>;
  readonly delegations: ReadonlyMap<string, PoolId>;
  readonly pools: ReadonlyMap<PoolId, PoolRegistration>;
}

export interface RewardPart {
  readonly kind: 'leader' | 'member';
  readonly poolId: PoolId;
  readonly amount: bigint;
}

/** What an epoch earned, computed in the next, paid at its end (rewards.md 1.2–1.4). */
export interface PendingRewards {
  readonly incentives: bigint;
  readonly fees: bigint;
  readonly tax: bigint;
  /** R */
  readonly available: bigint;
  /** ΔR2: of R, what nobody earned */
  readonly unearned: bigint;
  readonly pools: ReadonlyMap<PoolId, { readonly poolReward: bigint; readonly leaderReward: bigint }>;
  readonly rewards: ReadonlyMap<string, readonly RewardPart[]>;
}

/**
 * The simulator's own ledger: plain data that a fork copies (`structuredClone`) and rules change in place. It shares no
 * rule with packages/domain, so that agreement means something.
 */
export interface Ledger {
  epoch: number;
  /** `transaction#index` → output */
  readonly utxo: Map<string, TransactionOutput>;
  readonly accounts: Map<string, Account>;
  readonly pools: Map<PoolId, PoolRegistration>;
  readonly poolDeposits: Map<PoolId, bigint>;
  /** re-registrations that take effect at the next boundary */
  readonly futurePools: Map<PoolId, PoolRegistration>;
  readonly retiring: Map<PoolId, number>;
  reserves: bigint;
  treasury: bigint;
  /** fees of this epoch, and of the one before until the boundary pays them out */
  feePot: bigint;
  /** fees of the epoch before: what was in the pot when the last snapshot was taken */
  feesPrevious: bigint;
  blocksPrevious: Map<PoolId, number>;
  blocksCurrent: Map<PoolId, number>;
  mark: LedgerSnapshot;
  set: LedgerSnapshot;
  go: LedgerSnapshot;
  pending: PendingRewards;
  /** R of the rewards paid last */
  rewardPotPaid: bigint;
}

export const NO_STAKE: LedgerSnapshot = { stake: new Map(), delegations: new Map(), pools: new Map() };

export const outputsOf = ({ utxo }: Ledger): bigint => total([...utxo.values()].map(({ amount }) => amount));

export const balancesOf = ({ accounts }: Ledger): bigint => total([...accounts.values()].map(({ balance }) => balance));

export const depositsOf = ({ accounts, poolDeposits }: Ledger): bigint =>
  total([...accounts.values()].map(({ deposit }) => deposit)) + total([...poolDeposits.values()]);

export const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);
