import { createHash } from 'node:crypto';
import {
  type Accounts,
  type Delegators,
  epoch,
  HASH_BYTES,
  InvalidValue,
  NO_POOL,
  poolId,
  type StakeSnapshot,
} from '@pooltool/domain';
import { CborError, CborReader } from '@pooltool/shared-utils/cbor';
import { toHex } from '@pooltool/shared-utils/crypto';
import { snapshotFileUnreadable } from '../errors.ts';
import { readHeaderText } from './header-text.ts';
import {
  ALIGNMENT,
  FIXED_HEADER_BYTES,
  HASH_TRAILER_BYTES,
  type HeaderText,
  MAGIC,
  padding,
  SECTION,
  SECTION_HEAD_BYTES,
  type SectionName,
  type SnapshotFile,
  sectionBytes,
  VERSION,
} from './layout.ts';
import { readPools } from './pools-section.ts';

/**
 * A snapshot file, verified. The columns are views into `bytes`, which are copied only when they do not lie at a multiple
 * of 8.
 *
 * @throws POOLTOOL_SNAPSHOT_FILE_UNREADABLE naming what is wrong: the magic, the version, the length, the sha256, a section
 */
export function decodeSnapshotFile(bytes: Uint8Array): SnapshotFile {
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const aligned = plain.byteOffset % ALIGNMENT === 0 ? plain : plain.slice();
  const { json, sectionsAt } = readFixedHeader(aligned);
  checkTrailer(aligned);
  const header = readHeaderText(json);
  const cursor = new SectionCursor(aligned, sectionsAt, header);
  try {
    const snapshot = readSnapshot(cursor, header);
    const accounts = header.accounts === null ? null : readAccounts(cursor, header.accounts);
    cursor.expectEnd();
    return { network: header.network, epoch: epoch(header.epoch), role: header.role, snapshot, accounts };
  } catch (cause) {
    if (cause instanceof CborError || cause instanceof InvalidValue) throw unreadable(cause.message, cause);
    throw cause;
  }
}

function readFixedHeader(bytes: Uint8Array): { json: Uint8Array; sectionsAt: number } {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) throw unreadable('it does not begin with PTSNAPSH');
  if (bytes.length < FIXED_HEADER_BYTES + HASH_TRAILER_BYTES) throw unreadable(`it ends after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint16(8, true);
  if (version !== VERSION) throw unreadable(`it is of version ${version}, this program reads version ${VERSION}`);
  const length = view.getUint32(12, true);
  const sectionsAt = FIXED_HEADER_BYTES + length + padding(length);
  if (sectionsAt > bytes.length - HASH_TRAILER_BYTES)
    throw unreadable(`it ends after ${bytes.length} bytes, inside its header`);
  return { json: bytes.subarray(FIXED_HEADER_BYTES, FIXED_HEADER_BYTES + length), sectionsAt };
}

function checkTrailer(bytes: Uint8Array): void {
  const end = bytes.length - HASH_TRAILER_BYTES;
  const found = createHash('sha256').update(bytes.subarray(0, end)).digest('hex');
  const stated = toHex(bytes.subarray(end));
  if (found !== stated)
    throw unreadable(`its sha256 is ${found}, but it ends with ${stated}: it was cut short or changed`);
}

function readSnapshot(cursor: SectionCursor, { pools: poolCount, delegators: count }: HeaderText): StakeSnapshot {
  const reader = new CborReader(cursor.take('pools'), { blames: (error) => error instanceof InvalidValue });
  const pools = readPools(reader);
  if (pools.length !== poolCount || !reader.isEnd())
    throw unreadable(`it holds ${pools.length} pools, its header says ${poolCount}`);
  const delegators: Delegators = {
    count,
    kind: cursor.take('delegatorKind'),
    hash: cursor.take('delegatorHash'),
    stake: wide(cursor.take('delegatorStake')),
    pool: words(cursor.take('delegatorPool')),
  };
  checkKinds('delegator', delegators.kind);
  checkPools('delegator', delegators.pool, (index) => index < pools.length);
  return { pools, delegators };
}

function readAccounts(cursor: SectionCursor, count: number): Accounts {
  const ids = cursor.take('accountPoolIds');
  const poolIds = Array.from({ length: ids.length / HASH_BYTES }, (_, index) =>
    poolId(toHex(ids.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES))),
  );
  const accounts: Accounts = {
    count,
    kind: cursor.take('accountKind'),
    hash: cursor.take('accountHash'),
    rewards: wide(cursor.take('accountRewards')),
    deposit: wide(cursor.take('accountDeposit')),
    pool: words(cursor.take('accountPool')),
    poolIds,
  };
  checkKinds('account', accounts.kind);
  checkPools('account', accounts.pool, (index) => index === NO_POOL || index < poolIds.length);
  return accounts;
}

function checkKinds(rows: string, kinds: Uint8Array): void {
  const wrong = kinds.findIndex((kind) => kind > 1);
  if (wrong >= 0) throw unreadable(`${rows} ${wrong} is of kind ${kinds[wrong]}, neither key nor script`);
}

function checkPools(rows: string, pools: Uint32Array, known: (index: number) => boolean): void {
  const wrong = pools.findIndex((index) => !known(index));
  if (wrong >= 0) throw unreadable(`${rows} ${wrong} delegates to pool ${pools[wrong]}, which is not in the file`);
}

/** Walks the sections in their one order. */
class SectionCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  readonly #header: HeaderText;
  #at: number;

  constructor(bytes: Uint8Array, at: number, header: HeaderText) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.length - HASH_TRAILER_BYTES;
    this.#header = header;
    this.#at = at;
  }

  take(name: SectionName): Uint8Array {
    if (this.#at + SECTION_HEAD_BYTES > this.#end) throw unreadable(`it ends before its section ${name}`);
    const id = this.#view.getUint32(this.#at, true);
    if (id !== SECTION[name]) throw unreadable(`section ${id} stands where ${name} (${SECTION[name]}) should`);
    const length = Number(this.#view.getBigUint64(this.#at + 8, true));
    const wanted = name === 'pools' ? length : sectionBytes(name, this.#header);
    if (length !== wanted) throw unreadable(`section ${name} is ${length} bytes, its rows take ${wanted}`);
    const from = this.#at + SECTION_HEAD_BYTES;
    if (from + length > this.#end) throw unreadable(`it ends inside its section ${name}`);
    this.#at = from + length + padding(length);
    return this.#bytes.subarray(from, from + length);
  }

  expectEnd(): void {
    if (this.#at !== this.#end) throw unreadable(`${this.#end - this.#at} bytes follow its last section`);
  }
}

const wide = (bytes: Uint8Array): BigUint64Array =>
  new BigUint64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
const words = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);

const unreadable = (why: string, cause?: unknown) =>
  snapshotFileUnreadable({ message: `the snapshot file is unreadable: ${why}`, cause });
