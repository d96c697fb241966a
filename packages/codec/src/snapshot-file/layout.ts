import { type Accounts, type Epoch, epochPlus, HASH_BYTES, type StakeSnapshot } from '@pooltool/domain';

/** Which of the ledger's three snapshots it is; in epoch E mark is active in E+1, set in E, go in E−1. */
export const SNAPSHOT_ROLES = ['mark', 'set', 'go'] as const;
export type SnapshotRole = (typeof SNAPSHOT_ROLES)[number];

/** What a snapshot file holds. */
export interface SnapshotFile {
  /** name of the network, as the network's own description has it */
  readonly network: string;
  /** epoch of the ledger state it was taken from */
  readonly epoch: Epoch;
  readonly role: SnapshotRole;
  readonly snapshot: StakeSnapshot;
  /** the registered accounts of the same ledger state, when they travel along */
  readonly accounts: Accounts | null;
}

const ACTIVE_AFTER = { mark: 1, set: 0, go: -1 } as const satisfies Record<SnapshotRole, number>;

/** The epoch whose leaders a snapshot elects. @throws InvalidValue for go of epoch 0 */
export const activeEpochOf = ({ epoch, role }: { epoch: Epoch; role: SnapshotRole }): Epoch =>
  epochPlus(epoch, ACTIVE_AFTER[role]);

export const MAGIC = new TextEncoder().encode('PTSNAPSH');
export const VERSION = 1;
/** magic, u16 version, u16 nothing, u32 length of the header's JSON */
export const FIXED_HEADER_BYTES = 16;
/** u32 section id, u32 nothing, u64 length */
export const SECTION_HEAD_BYTES = 16;
export const HASH_TRAILER_BYTES = 32;
/** Everything begins at a multiple of this, so that 64-bit columns are read where they lie. */
export const ALIGNMENT = 8;

export const SECTION = {
  pools: 1,
  delegatorKind: 2,
  delegatorHash: 3,
  delegatorStake: 4,
  delegatorPool: 5,
  accountPoolIds: 6,
  accountKind: 7,
  accountHash: 8,
  accountRewards: 9,
  accountDeposit: 10,
  accountPool: 11,
} as const;
export type SectionName = keyof typeof SECTION;

/** The JSON in the header. */
export interface HeaderText {
  readonly network: string;
  readonly epoch: number;
  readonly role: SnapshotRole;
  readonly pools: number;
  readonly delegators: number;
  /** null when no accounts follow */
  readonly accounts: number | null;
  readonly accountPools: number;
}

/** Bytes that a section of flat columns must have; the pools are CBOR of no fixed length. */
export function sectionBytes(
  name: Exclude<SectionName, 'pools'>,
  { delegators, accounts, accountPools }: HeaderText,
): number {
  const rows = name.startsWith('delegator') ? delegators : name === 'accountPoolIds' ? accountPools : (accounts ?? 0);
  return rows * BYTES_A_ROW[name];
}

const BYTES_A_ROW = {
  delegatorKind: 1,
  delegatorHash: HASH_BYTES,
  delegatorStake: 8,
  delegatorPool: 4,
  accountPoolIds: HASH_BYTES,
  accountKind: 1,
  accountHash: HASH_BYTES,
  accountRewards: 8,
  accountDeposit: 8,
  accountPool: 4,
} as const satisfies Record<Exclude<SectionName, 'pools'>, number>;

export const padding = (length: number): number => (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT;
