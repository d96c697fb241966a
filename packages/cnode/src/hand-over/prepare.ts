import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { activeEpochOf, SNAPSHOT_ROLES, type SnapshotRole } from '@pooltool/codec';
import {
  activeEpochOfGo,
  type Epoch,
  emptyDelegators,
  ledgerArrivalText,
  type SnapshotFileNote,
} from '@pooltool/domain';
import { PoolToolError } from '@pooltool/shared-utils/errors';
import { decodeLedgerDump, type LedgerDump } from '../dump/index.ts';
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
export function prepare({ dumpPath, folder, network, magic, roles }: PreparationOrder): Preparation {
  const decoded = decodeOrRefuse(dumpPath, roles);
  if ('code' in decoded) return { kind: 'refused', refusal: decoded };
  const unfinished = `${folder}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  const arrival = writeFiles(decoded, { folder: unfinished, network, magic, roles: rolesIn(decoded.epoch, roles) });
  const text = new TextEncoder().encode(ledgerArrivalText(arrival));
  writeDurably(join(unfinished, ARRIVAL_FILE), (write) => write(text));
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  const bytes = [...arrival.snapshots, arrival.accounts].reduce((sum, file) => sum + file.bytes, text.length);
  return { kind: 'prepared', epoch: arrival.epoch, bytes };
}

/** Mark in any case; the go of a dump of epoch 0 would be active before the chain began. */
const rolesIn = (dumpEpoch: Epoch, asked: readonly SnapshotRole[]): SnapshotRole[] =>
  SNAPSHOT_ROLES.filter((role) => {
    if (role === 'go' && activeEpochOfGo(dumpEpoch) === null) return false;
    return role === 'mark' || asked.includes(role);
  });

/** What nobody asked for is passed over: half the time of a mainnet dump. */
function decodeOrRefuse(dumpPath: string, roles: readonly SnapshotRole[]): LedgerDump | Refusal {
  const leaveOut = new Set([
    'instantStake',
    ...(['set', 'go'] as const).filter((role) => !roles.includes(role)),
  ] as const);
  try {
    return decodeLedgerDump(dumpPath, { leaveOut });
  } catch (error) {
    if (error instanceof PoolToolError && error.disposition === 'reject') return refusalOf(error);
    throw error;
  }
}

type Files = Pick<PreparationOrder, 'folder' | 'network' | 'magic' | 'roles'>;

function writeFiles(dump: LedgerDump, { folder, network, magic, roles }: Files) {
  const prefix = `ledger/${network}/epoch-${dump.epoch}`;
  const { epoch, accounts } = dump;
  const snapshots = roles.map((role): SnapshotFileNote => {
    const snapshot = dump[role];
    const note = writeSnapshotFile({ network, epoch, role, snapshot, accounts: null }, { folder, prefix, kind: role });
    const counts = { delegators: snapshot.delegators.count, pools: snapshot.pools.length };
    return { ...note, role, activeEpoch: activeEpochOf({ epoch, role }), ...counts };
  });
  // Accounts change with every dump of an epoch, its snapshots do not: apart, those are put into the object store once.
  const empty = { pools: [], delegators: emptyDelegators(0) };
  const accountsNote = writeSnapshotFile(
    { network, epoch, role: 'mark', snapshot: empty, accounts },
    { folder, prefix, kind: 'accounts' },
  );
  return arrivalOfDump(dump, magic, { snapshots, accounts: accountsNote });
}
