import { createHash } from 'node:crypto';
import { fromHex } from '@pooltool/shared-utils/crypto';
import {
  FIXED_HEADER_BYTES,
  type HeaderText,
  MAGIC,
  padding,
  SECTION,
  SECTION_HEAD_BYTES,
  type SectionName,
  type SnapshotFile,
  VERSION,
} from './layout.ts';
import { writePools } from './pools-section.ts';

type Column = Uint8Array | Uint32Array | BigUint64Array;

/**
 * A snapshot file piece by piece: the columns are not copied, so a file of 1.3 million rows costs no second snapshot.
 * The last piece is the sha256 of all before it.
 */
export function* snapshotFileChunks(file: SnapshotFile): Generator<Uint8Array> {
  const hash = createHash('sha256');
  for (const piece of unsignedChunks(file)) {
    hash.update(piece);
    yield piece;
  }
  yield hash.digest();
}

/** The same in one piece. */
export const encodeSnapshotFile = (file: SnapshotFile): Uint8Array => Buffer.concat([...snapshotFileChunks(file)]);

function* unsignedChunks({ network, epoch, role, snapshot, accounts }: SnapshotFile): Generator<Uint8Array> {
  const { pools, delegators } = snapshot;
  yield* header({
    network,
    epoch,
    role,
    pools: pools.length,
    delegators: delegators.count,
    accounts: accounts?.count ?? null,
    accountPools: accounts?.poolIds.length ?? 0,
  });
  yield* section('pools', writePools(pools));
  yield* section('delegatorKind', delegators.kind);
  yield* section('delegatorHash', delegators.hash);
  yield* section('delegatorStake', delegators.stake);
  yield* section('delegatorPool', delegators.pool);
  if (accounts === null) return;
  yield* section('accountPoolIds', Buffer.concat(accounts.poolIds.map(fromHex)));
  yield* section('accountKind', accounts.kind);
  yield* section('accountHash', accounts.hash);
  yield* section('accountRewards', accounts.rewards);
  yield* section('accountDeposit', accounts.deposit);
  yield* section('accountPool', accounts.pool);
}

function* header(text: HeaderText): Generator<Uint8Array> {
  const json = new TextEncoder().encode(JSON.stringify(text));
  const fixed = new Uint8Array(FIXED_HEADER_BYTES);
  fixed.set(MAGIC);
  const view = new DataView(fixed.buffer);
  view.setUint16(8, VERSION, true);
  view.setUint32(12, json.length, true);
  yield fixed;
  yield json;
  yield new Uint8Array(padding(json.length));
}

function* section(name: SectionName, column: Column): Generator<Uint8Array> {
  const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
  const head = new Uint8Array(SECTION_HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, SECTION[name], true);
  view.setBigUint64(8, BigInt(bytes.length), true);
  yield head;
  yield bytes;
  yield new Uint8Array(padding(bytes.length));
}
