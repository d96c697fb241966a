import { type LedgerArrival, ledgerArrivalFrom, type SnapshotFileNote } from '@pooltool/domain';

const parameters = {
  optimalPoolCount: 500,
  pledgeInfluence: '3/10',
  monetaryExpansion: '3/1000',
  treasuryGrowth: '1/5',
  decentralisation: '0/1',
  protocolMajor: 10,
  protocolMinor: 0,
  minPoolCost: '170000000',
  keyDeposit: '2000000',
  poolDeposit: '500000000',
  maxRetirementEpochs: 18,
  feePerByte: '44',
  feeFixed: '155381',
  maxBlockBodySize: 90_112,
  maxTransactionSize: 16_384,
  maxBlockHeaderSize: 1100,
};

const fileNote = (name: string) => ({ key: `ledger/small/${name}`, sha256: 'ab'.repeat(32), bytes: 100 });
const ACTIVE_AFTER = { mark: 1, set: 0, go: -1 };

/** What a dump made during `epoch` says on a network with no pools. */
export function smallArrival(
  epoch: number,
  { roles = ['mark'], fees = 7n }: { roles?: readonly SnapshotFileNote['role'][]; fees?: bigint } = {},
): LedgerArrival {
  return ledgerArrivalFrom({
    schema: 'ledger-arrival/1',
    magic: 42,
    layout: 'C',
    epoch,
    reserves: '13000000000000001',
    treasury: '5',
    feesPrevious: `${fees}`,
    blocksPrevious: { ['aa'.repeat(28)]: 3 },
    blocksCurrent: 9,
    parameters,
    parametersPrevious: parameters,
    rewardUpdate: null,
    snapshots: roles.map((role) => ({
      ...fileNote(role),
      role,
      activeEpoch: epoch + ACTIVE_AFTER[role],
      delegators: 0,
      pools: 0,
    })),
    accounts: { ...fileNote('accounts'), count: 0 },
  });
}
