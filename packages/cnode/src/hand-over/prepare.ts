import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { activeEpochOf, SNAPSHOT_ROLES, type SnapshotRole } from '@pooltool/codec';
import {
  activeEpochOfGo,
  type Epoch,
  emptyDelegators,
  type LedgerArrival,
  ledgerArrivalText,
  type SnapshotFileNote,
} from '@pooltool/domain';
import { PoolToolError } from '@pooltool/shared-utils/errors';
import { ALL_BUT_BOUNDARY, allBut, decodeLedgerDump, type LedgerDump } from '../dump/index.ts';
import { type Refusal, refusalOf } from '../spool/refusal.ts';
import { arrivalOfDump } from './arrival-of-dump.ts';
import { ARRIVAL_FILE } from './prepared.ts';
import { writeDurably, writeSnapshotFile } from './write-file.ts';

/** What a thread is told to do; plain values only. */
export interface PreparationOrder {
  readonly dumpPath: string;
  /** made by this; there only when everything is in it */
  readonly folder: string;
  readonly network: string;
  readonly magic: number;
  /** the roles whose snapshots are wanted beside mark */
  readonly roles: readonly SnapshotRole[];
}

export type Preparation =
  | { readonly kind: 'prepared'; readonly epoch: number; readonly bytes: number }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Makes of a dump what is handed over: its snapshot files and arrival.json, in a folder that appears whole. Seconds for
 * a mainnet dump, and synchronous. The same dump and roles make the same bytes.
 * @throws what node:fs throws (a full disk); what is wrong with the dump itself is a refusal, not an error
 */
export function prepare(order: PreparationOrder): Preparation {
  const { folder } = order;
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  try {
    return finished({ ...order, folder: unfinished }, folder);
  } finally {
    // Refused, or failed: on a full disk half a file would take the room that is waited for.
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Written, and renamed to what it is when all of it is there. */
function finished(order: PreparationOrder, folder: string): Preparation {
  const written = writeOrRefuse(order);
  if ('code' in written) return { kind: 'refused', refusal: written };
  const text = new TextEncoder().encode(ledgerArrivalText(written));
  writeDurably(join(order.folder, ARRIVAL_FILE), (write) => write(text));
  rmSync(folder, { recursive: true, force: true });
  renameSync(order.folder, folder);
  const bytes = [...written.snapshots, written.accounts].reduce((sum, file) => sum + file.bytes, text.length);
  return { kind: 'prepared', epoch: written.epoch, bytes };
}

function writeOrRefuse(order: PreparationOrder): LedgerArrival | Refusal {
  try {
    const arrival = writeFirst(order);
    const more = rolesIn(arrival.epoch, order.roles).map((role) => writeSnapshot(order, role));
    return { ...arrival, snapshots: [...arrival.snapshots, ...more] };
  } catch (error) {
    if (error instanceof PoolToolError && error.disposition === 'reject') return refusalOf(error);
    throw error;
  }
}

/** Beside mark; the go of a dump of epoch 0 would be active before the chain began. */
const rolesIn = (dumpEpoch: Epoch, asked: readonly SnapshotRole[]): SnapshotRole[] =>
  SNAPSHOT_ROLES.filter((role) => {
    if (role === 'go' && activeEpochOfGo(dumpEpoch) === null) return false;
    return role !== 'mark' && asked.includes(role);
  });

/** Mark and the accounts, in one pass. */
function writeFirst(order: PreparationOrder): LedgerArrival {
  const dump = decodeLedgerDump(order.dumpPath, { leaveOut: ALL_BUT_BOUNDARY });
  const { epoch, accounts } = dump;
  const mark = writeRole(dump, 'mark', order);
  // Accounts change with every dump of an epoch, its snapshots do not: apart, those are put into the object store once.
  const empty = { pools: [], delegators: emptyDelegators(0) };
  const accountsNote = writeSnapshotFile(
    { network: order.network, epoch, role: 'mark', snapshot: empty, accounts },
    { folder: order.folder, prefix: prefixOf(order, epoch), kind: 'accounts' },
  );
  return arrivalOfDump(dump, order.magic, { snapshots: [mark], accounts: accountsNote });
}

/** A pass for each further snapshot, wanted of a first dump only: together they would need the memory of all. */
const writeSnapshot = (order: PreparationOrder, role: SnapshotRole): SnapshotFileNote =>
  writeRole(decodeLedgerDump(order.dumpPath, { leaveOut: allBut(role) }), role, order);

function writeRole(dump: LedgerDump, role: SnapshotRole, order: PreparationOrder): SnapshotFileNote {
  const { network, folder } = order;
  const { epoch } = dump;
  const snapshot = dump[role];
  const prefix = prefixOf(order, epoch);
  const note = writeSnapshotFile({ network, epoch, role, snapshot, accounts: null }, { folder, prefix, kind: role });
  const counts = { delegators: snapshot.delegators.count, pools: snapshot.pools.length };
  return { ...note, role, activeEpoch: activeEpochOf({ epoch, role }), ...counts };
}

const prefixOf = ({ network }: PreparationOrder, epoch: Epoch): string => `ledger/${network}/epoch-${epoch}`;
