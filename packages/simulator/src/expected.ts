import { credentialText, type PoolId, ratioText } from '@pooltool/domain';
import type { BoundaryPayout } from './ledger/boundary.ts';
import {
  balancesOf,
  depositsOf,
  type Ledger,
  type LedgerSnapshot,
  outputsOf,
  type PendingRewards,
  total,
} from './ledger/ledger.ts';

/** Lovelace as decimal text: values beyond 2^53 are normal. Credentials as `key:<hex>` or `script:<hex>`. */
type Amount = string;

export interface ExpectedSnapshot {
  readonly totalStake: Amount;
  readonly pools: Readonly<Record<string, ExpectedPool>>;
  /** every delegator, those without stake too */
  readonly delegations: readonly { readonly credential: string; readonly poolId: string; readonly stake: Amount }[];
}

export interface ExpectedPool {
  readonly stake: Amount;
  readonly pledge: Amount;
  readonly cost: Amount;
  /** n/d */
  readonly margin: string;
  readonly rewardAccount: string;
  /** key hashes */
  readonly owners: readonly string[];
}

export interface ExpectedRewards {
  readonly earnedEpoch: number;
  readonly incentives: Amount;
  readonly fees: Amount;
  readonly treasuryTax: Amount;
  /** R */
  readonly available: Amount;
  /** of R, what goes back to the reserves */
  readonly unearned: Amount;
  readonly pools: Readonly<Record<string, { readonly poolReward: Amount; readonly leaderReward: Amount }>>;
  readonly accounts: readonly {
    readonly credential: string;
    readonly kind: 'leader' | 'member';
    readonly poolId: string;
    readonly amount: Amount;
  }[];
}

export interface ExpectedPayout {
  readonly earnedEpoch: number;
  readonly toAccounts: Amount;
  /** rewards whose account was not registered any more, by credential */
  readonly toTreasury: Readonly<Record<string, Amount>>;
  readonly poolDepositsReturned: Amount;
  readonly poolDepositsToTreasury: Amount;
}

/** An epoch as it stands at its last block: plain data, ready for JSON. */
export interface ExpectedEpoch {
  readonly epoch: number;
  readonly blocks: Readonly<Record<string, number>>;
  /** collected in this epoch */
  readonly fees: Amount;
  readonly reserves: Amount;
  readonly treasury: Amount;
  readonly deposits: Amount;
  /** with the fees of the epoch before, until they are paid out */
  readonly feePot: Amount;
  /** money in unspent outputs, and in reward accounts; with the four above the whole supply */
  readonly outputs: Amount;
  readonly balances: Amount;
  readonly accounts: number;
  readonly mark: ExpectedSnapshot;
  readonly set: ExpectedSnapshot;
  readonly go: ExpectedSnapshot;
  /** what the epoch before earned; null in epoch 0 */
  readonly rewards: ExpectedRewards | null;
  /** what was paid when this epoch began; null in epochs 0 and 1 */
  readonly paid: ExpectedPayout | null;
}

export function expectedEpoch(ledger: Ledger, payout: BoundaryPayout | null): ExpectedEpoch {
  return {
    epoch: ledger.epoch,
    blocks: Object.fromEntries(ledger.blocksCurrent),
    fees: `${ledger.feePot - ledger.feesPrevious}`,
    reserves: `${ledger.reserves}`,
    treasury: `${ledger.treasury}`,
    deposits: `${depositsOf(ledger)}`,
    feePot: `${ledger.feePot}`,
    outputs: `${outputsOf(ledger)}`,
    balances: `${balancesOf(ledger)}`,
    accounts: ledger.accounts.size,
    mark: expectedSnapshot(ledger.mark),
    set: expectedSnapshot(ledger.set),
    go: expectedSnapshot(ledger.go),
    rewards: ledger.epoch === 0 ? null : expectedRewards(ledger.pending, ledger.epoch - 1),
    paid: ledger.epoch < 2 || payout === null ? null : expectedPayout(payout, ledger.epoch - 2),
  };
}

function expectedSnapshot({ stake, delegations, pools }: LedgerSnapshot): ExpectedSnapshot {
  const rows = [...delegations].map(([credential, poolId]) => ({
    credential,
    poolId,
    stake: stake.get(credential) ?? 0n,
  }));
  const stakeOf = (id: PoolId): bigint => total(rows.filter(({ poolId }) => poolId === id).map((row) => row.stake));
  const poolEntries = [...pools.values()].map((pool): [string, ExpectedPool] => [
    pool.poolId,
    {
      stake: `${stakeOf(pool.poolId)}`,
      pledge: `${pool.pledge}`,
      cost: `${pool.cost}`,
      margin: ratioText(pool.margin),
      rewardAccount: credentialText(pool.rewardAccount),
      owners: pool.owners,
    },
  ]);
  return {
    totalStake: `${total(rows.map((row) => row.stake))}`,
    pools: Object.fromEntries(poolEntries),
    delegations: rows.map((row) => ({ ...row, stake: `${row.stake}` })),
  };
}

function expectedRewards(pending: PendingRewards, earnedEpoch: number): ExpectedRewards {
  const pools = [...pending.pools].map(([id, { poolReward, leaderReward }]) => [
    id,
    { poolReward: `${poolReward}`, leaderReward: `${leaderReward}` },
  ]);
  return {
    earnedEpoch,
    incentives: `${pending.incentives}`,
    fees: `${pending.fees}`,
    treasuryTax: `${pending.tax}`,
    available: `${pending.available}`,
    unearned: `${pending.unearned}`,
    pools: Object.fromEntries(pools),
    accounts: [...pending.rewards].flatMap(([credential, parts]) =>
      parts.map(({ kind, poolId, amount }) => ({ credential, kind, poolId, amount: `${amount}` })),
    ),
  };
}

const expectedPayout = (payout: BoundaryPayout, earnedEpoch: number): ExpectedPayout => ({
  earnedEpoch,
  toAccounts: `${payout.toAccounts}`,
  toTreasury: Object.fromEntries([...payout.toTreasury].map(([who, amount]) => [who, `${amount}`])),
  poolDepositsReturned: `${payout.depositsReturned}`,
  poolDepositsToTreasury: `${payout.depositsToTreasury}`,
});
