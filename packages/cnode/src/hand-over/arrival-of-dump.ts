import {
  type FileNote,
  type LedgerArrival,
  type LedgerReward,
  type Lovelace,
  lovelace,
  type RewardUpdate,
  type RewardUpdateTotals,
  type SnapshotFileNote,
} from '@pooltool/domain';
import type { LedgerDump } from '../dump/index.ts';

interface Files {
  readonly snapshots: readonly SnapshotFileNote[];
  readonly accounts: FileNote;
}

/** What the DATABASE server is told about a dump, once its columns are files. */
export const arrivalOfDump = (dump: LedgerDump, magic: number, { snapshots, accounts }: Files): LedgerArrival => ({
  magic,
  layout: dump.layout,
  epoch: dump.epoch,
  pots: dump.pots,
  feesPrevious: dump.feesPrevious,
  blocksPrevious: dump.blocksPrevious,
  blocksCurrent: [...dump.blocksCurrent.values()].reduce((sum, blocks) => sum + blocks, 0),
  parameters: dump.parameters,
  parametersPrevious: dump.parametersPrevious,
  rewardUpdate: dump.rewardUpdate && totalsOf(dump.rewardUpdate),
  snapshots,
  accounts: { ...accounts, count: dump.accounts.count },
});

const totalsOf = ({ toTreasury, fromReserves, rewards }: RewardUpdate): RewardUpdateTotals => ({
  toTreasury,
  fromReserves,
  leaderRewards: sumOf(rewards, 'leader'),
  memberRewards: sumOf(rewards, 'member'),
  rewards: rewards.length,
});

const sumOf = (rewards: readonly LedgerReward[], wanted: LedgerReward['kind']): Lovelace =>
  lovelace(rewards.reduce((sum, { kind, amount }) => (kind === wanted ? sum + amount : sum), 0n));
