import type { FileNote, LedgerArrival, SnapshotFileNote } from '@pooltool/domain';
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
  rewardUpdate: dump.rewardTotals,
  snapshots,
  accounts: { ...accounts, count: dump.accounts.count },
});
