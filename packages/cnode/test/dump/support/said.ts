import {
  type Accounts,
  credentialText,
  type Delegators,
  delegatorCredential,
  type ProtocolParameters,
  type Ratio,
  ratioText,
  type StakeSnapshot,
} from '@pooltool/domain';
import type { LedgerDump } from '../../../src/index.ts';
import { NO_DREP } from '../../../src/index.ts';

/** All that a dump says, as sorted lines of text: what different readers of it are compared by. */
export type Said = Readonly<Record<string, readonly string[]>>;

/** What the decoder says. */
export function saidByDecoder(dump: LedgerDump): Said {
  const { accounts, drepDelegations, rewardUpdate, rewardUpdateProgress: progress } = dump;
  return {
    layout: [dump.layout],
    epoch: [`${dump.epoch}`],
    blocksPrevious: lines(dump.blocksPrevious, ([id, blocks]) => `${id} ${blocks}`),
    blocksCurrent: lines(dump.blocksCurrent, ([id, blocks]) => `${id} ${blocks}`),
    pots: [`${dump.pots.treasury}`, `${dump.pots.reserves}`, `${dump.deposited}`, `${dump.donations}`],
    fees: [`${dump.feesCurrent + dump.feesPrevious}`, `${dump.feesPrevious}`],
    parameters: parameterLines(dump.parameters),
    parametersPrevious: parameterLines(dump.parametersPrevious),
    rewardPot: [`${dump.rewardPot}`],
    ...snapshotLines('mark', dump.mark, dump.leftOut.mark),
    ...snapshotLines('set', dump.set, dump.leftOut.set),
    ...snapshotLines('go', dump.go, dump.leftOut.go),
    accounts: rows(accounts, (row) => {
      const pool = accounts.poolIds[accounts.pool[row] ?? -1] ?? 'no pool';
      const of = drepDelegations.of[row];
      const drep = of === NO_DREP ? 'no drep' : drepDelegations.dreps[of ?? -1];
      return `${nameOf(accounts, row)} ${accounts.rewards[row]} ${accounts.deposit[row]} ${pool} ${drep}`;
    }),
    pools: lines(dump.pools, (pool) => `${poolLine(pool)} ${pool.vrfKeyHash}`),
    instantStake: stakeLines(dump.instantStake),
    rewardUpdate: rewardUpdate ? [`${rewardUpdate.toTreasury} ${rewardUpdate.fromReserves}`] : [progress],
    rewards: lines(rewardUpdate?.rewards ?? [], ({ credential, kind, poolId, amount }) =>
      [credentialText(credential), kind, poolId, amount].join(' '),
    ),
  };
}

export const lines = <Item>(items: Iterable<Item>, line: (item: Item) => string): string[] =>
  Array.from(items, line).toSorted();

export const parameterLines = (of: ProtocolParameters): string[] => [
  ...[of.feePerByte, of.feeFixed, of.maxBlockBodySize, of.maxTransactionSize, of.maxBlockHeaderSize].map(String),
  ...[of.keyDeposit, of.poolDeposit, of.maxRetirementEpochs, of.optimalPoolCount].map(String),
  ...[of.pledgeInfluence, of.monetaryExpansion, of.treasuryGrowth].map(ratioText),
  `${of.protocolVersion.major}.${of.protocolVersion.minor}`,
  `${of.minPoolCost}`,
];

interface PoolTerms {
  readonly poolId: string;
  readonly pledge: bigint;
  readonly cost: bigint;
  readonly margin: Ratio;
  readonly rewardAccount: Parameters<typeof credentialText>[0];
  readonly owners: readonly string[];
}

export const poolLine = ({ poolId, pledge, cost, margin, rewardAccount, owners }: PoolTerms): string =>
  [poolId, pledge, cost, ratioText(margin), credentialText(rewardAccount), ...owners].join(' ');

const nameOf = (columns: Delegators | Accounts, row: number): string =>
  credentialText(delegatorCredential({ ...columns, stake: new BigUint64Array() }, row));

const rows = ({ count }: { count: number }, line: (row: number) => string): string[] =>
  Array.from({ length: count }, (_, row) => line(row)).toSorted();

const snapshotLines = (role: string, { pools, delegators }: StakeSnapshot, leftOut: number): Said => ({
  [role]: rows(delegators, (row) => {
    const pool = pools[delegators.pool[row] ?? -1]?.poolId;
    return `${nameOf(delegators, row)} ${delegators.stake[row]} ${pool}`;
  }),
  [`${role} pools`]: lines(pools, poolLine),
  [`${role} left out`]: [`${leftOut}`],
});

const stakeLines = (stake: Delegators | null): string[] =>
  stake === null ? ['left out'] : rows(stake, (row) => `${nameOf(stake, row)} ${stake.stake[row]}`);
