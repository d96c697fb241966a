import type { CredentialKind } from '@pooltool/domain';
import { type Fact, fact } from './facts.ts';

export const BLOCKS_UP_TO_DUMP = 'blocks up to the dump';

/**
 * How facts about the ledger are named, by whoever tells them: the recorded ledger state, the simulator, our database.
 * An epoch number stands with its role.
 */
export const ledgerFacts = {
  /** whole epoch, as the ledger counted */
  ledgerBlocks: (epoch: number, pool: string, blocks: number) =>
    fact('blocks (ledger)', `epoch ${epoch}, pool ${pool}`, blocks),
  /** whole epoch, as we counted on the chain */
  followedBlocks: (epoch: number, pool: string, blocks: number) =>
    fact('blocks (chain)', `epoch ${epoch}, pool ${pool}`, blocks),
  /** from the epoch's begin to the dump */
  blocksUpToDump: (epoch: number, pool: string, blocks: number) =>
    fact(BLOCKS_UP_TO_DUMP, `epoch ${epoch}, pool ${pool}`, blocks),
  /** by all pools, as the ledger counted when the dump was taken */
  blocksInDump: (epoch: number, blocks: number) => fact('blocks in the dump', `epoch ${epoch}`, blocks),
  ledgerFees: (epoch: number, lovelace: bigint) => fact('fees (ledger)', `epoch ${epoch}`, lovelace),
  followedFees: (epoch: number, lovelace: bigint) => fact('fees (chain)', `epoch ${epoch}`, lovelace),
  reserves: (epoch: number, lovelace: bigint) => fact('reserves', `epoch ${epoch}`, lovelace),
  treasury: (epoch: number, lovelace: bigint) => fact('treasury', `epoch ${epoch}`, lovelace),
  parameter: (epoch: number, name: string, value: bigint | number | string) =>
    fact('protocol parameter', `epoch ${epoch}, ${name}`, value),
  stake: (active: number, { credential, poolId, stake }: { credential: string; poolId: string; stake: bigint }) =>
    fact('stake', `active epoch ${active}, ${credential}`, `${stake} at ${poolId}`),
  snapshotPool: (active: number, pool: SnapshotPoolFact) =>
    fact('pool in snapshot', `active epoch ${active}, pool ${pool.poolId}`, poolValue(pool)),
  account: (epoch: number, credential: string, account: AccountFact) =>
    fact('account', `dump of epoch ${epoch}, ${credential}`, accountValue(account)),
  accounts: (epoch: number, count: number) => fact('number of accounts', `dump of epoch ${epoch}`, count),
  balances: (epoch: number, lovelace: bigint) => fact('sum of account balances', `dump of epoch ${epoch}`, lovelace),
  toTreasury: (earned: number, lovelace: bigint) => fact('to treasury (ΔT)', `earned epoch ${earned}`, lovelace),
  fromReserves: (earned: number, lovelace: bigint) => fact('from reserves (−ΔR)', `earned epoch ${earned}`, lovelace),
  incentives: (earned: number, lovelace: bigint) => fact('incentives', `earned epoch ${earned}`, lovelace),
  available: (earned: number, lovelace: bigint) => fact('available rewards', `earned epoch ${earned}`, lovelace),
  reward: (earned: number, { credential, kind, poolId, amount }: RewardFact) =>
    fact(`${kind} reward`, `earned epoch ${earned}, ${credential}, pool ${poolId}`, amount),
  rewards: (earned: number, count: number) => fact('number of rewards', `earned epoch ${earned}`, count),
  poolReward: (earned: number, pool: string, reward: { poolReward: bigint; leaderReward: bigint }) =>
    fact('pool reward', `earned epoch ${earned}, pool ${pool}`, `${reward.poolReward}, leader ${reward.leaderReward}`),
  settled: (earned: number, status: string) => fact('rewards are', `earned epoch ${earned}`, status),
  paidToAccounts: (earned: number, lovelace: bigint) => fact('paid to accounts', `earned epoch ${earned}`, lovelace),
  unclaimed: (earned: number, credential: string, lovelace: bigint) =>
    fact('unclaimed, to treasury', `earned epoch ${earned}, ${credential}`, lovelace),
} as const satisfies Record<string, (...given: never[]) => Fact>;

interface RewardFact {
  readonly credential: string;
  readonly kind: 'leader' | 'member';
  readonly poolId: string;
  readonly amount: bigint;
}

export interface SnapshotPoolFact {
  readonly poolId: string;
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin: { readonly numerator: bigint; readonly denominator: bigint };
  /** `key:<hex>` or `script:<hex>` */
  readonly rewardAccount: string;
  readonly owners: readonly string[];
}

const poolValue = ({ pledge, cost, margin, rewardAccount, owners }: SnapshotPoolFact): string =>
  `pledge ${pledge}, cost ${cost}, margin ${reduced(margin)}, to ${rewardAccount}, owners ${owners.toSorted().join(' ')}`;

/** 5/10 and 1/2 are the same margin. */
function reduced({ numerator, denominator }: SnapshotPoolFact['margin']): string {
  let [divisor, rest] = [numerator, denominator];
  while (rest > 0n) [divisor, rest] = [rest, divisor % rest];
  return divisor === 0n ? '0/1' : `${numerator / divisor}/${denominator / divisor}`;
}

interface AccountFact {
  readonly rewards: bigint;
  readonly deposit: bigint;
  readonly poolId: string | null;
}

const accountValue = ({ rewards, deposit, poolId }: AccountFact): string =>
  `rewards ${rewards}, deposit ${deposit}, delegated to ${poolId ?? 'nobody'}`;

/** A credential from a reward address's bytes in hex: the fourth bit of the header tells a script. */
export function credentialOfRewardAddress(hex: string): string {
  const kind: CredentialKind = (Number.parseInt(hex.slice(0, 2), 16) & 0x10) === 0 ? 'key' : 'script';
  return `${kind}:${hex.slice(2)}`;
}
