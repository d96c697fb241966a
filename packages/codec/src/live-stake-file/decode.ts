import { createHash } from 'node:crypto';
import { blockHash, type Fields, fieldsAt, InvalidValue, type LiveDelegators, slot } from '@pooltool/domain';
import { CborError, CborReader } from '@pooltool/shared-utils/cbor';
import { toHex } from '@pooltool/shared-utils/crypto';
import { liveStakeFileUnreadable } from '../errors.ts';
import { readPools } from '../snapshot-file/pools-section.ts';
import {
  COLUMNS,
  type ColumnName,
  FIXED_BYTES,
  type LiveStakeFile,
  MAGIC,
  padded,
  TRAILER_BYTES,
  VERSION,
} from './layout.ts';

/**
 * A live stake file, verified: its hash, and that every row is of a kind there is and delegates to a pool of the file.
 * @throws POOLTOOL_LIVE_STAKE_FILE_UNREADABLE (reject) naming what is wrong
 */
export function decodeLiveStakeFile(given: Uint8Array): LiveStakeFile {
  const plain = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  // The columns are read in place, and only what lies at a multiple of 8 can be.
  const bytes = plain.byteOffset % 8 === 0 ? plain : plain.slice();
  const columnsAt = checkFrame(bytes);
  try {
    return readContents(bytes, columnsAt);
  } catch (cause) {
    if (cause instanceof CborError || cause instanceof InvalidValue || cause instanceof SyntaxError) {
      throw unreadable(cause.message, cause);
    }
    throw cause;
  }
}

/** @returns where the columns begin */
function checkFrame(bytes: Uint8Array): number {
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) throw unreadable('it does not begin with PTLIVEST');
  if (bytes.length < FIXED_BYTES + TRAILER_BYTES) throw unreadable(`it ends after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint16(8, true);
  if (version !== VERSION) throw unreadable(`it is of version ${version}, this program reads version ${VERSION}`);
  const end = bytes.length - TRAILER_BYTES;
  const found = createHash('sha256').update(bytes.subarray(0, end)).digest('hex');
  const stated = toHex(bytes.subarray(end));
  if (found !== stated) throw unreadable(`its sha256 is ${found}, but it ends with ${stated}`);
  const columnsAt = FIXED_BYTES + view.getUint32(12, true);
  if (columnsAt > end || columnsAt % 8 !== 0) throw unreadable('its header is longer than the file');
  return columnsAt;
}

function readContents(bytes: Uint8Array, columnsAt: number): LiveStakeFile {
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(FIXED_BYTES, columnsAt)));
  const header = fieldsAt('', json, "the live stake file's header");
  const count = header.number('delegators');
  const poolBytes = header.number('poolBytes');
  const widths = Object.values(COLUMNS).map((width) => padded(width * count));
  const poolsAt = columnsAt + widths.reduce((sum, width) => sum + width, 0);
  if (poolsAt + poolBytes !== bytes.length - TRAILER_BYTES) {
    throw unreadable(`its ${count} rows and ${poolBytes} bytes of pools do not make ${bytes.length} bytes`);
  }
  const reader = new CborReader(bytes.subarray(poolsAt, poolsAt + poolBytes), {
    blames: (error) => error instanceof InvalidValue,
  });
  const pools = readPools(reader);
  if (!reader.isEnd()) throw unreadable('bytes follow its pools');
  const delegators = readColumns(bytes, columnsAt, count);
  checkRows(delegators, pools.length);
  return {
    network: header.text('network'),
    magic: header.number('magic'),
    place: { epoch: header.epoch('epoch'), blocks: header.number('blocks') },
    point: header.get('point') === null ? null : pointOf(header.fields('point')),
    pots: { reserves: header.lovelace('reserves'), treasury: header.lovelace('treasury') },
    optimalPoolCount: header.number('optimalPoolCount'),
    decentralisation: header.ratio('decentralisation'),
    leftOut: header.number('leftOut'),
    pools,
    delegators,
  };
}

const pointOf = (given: Fields) => ({
  slot: slot(given.number('slot')),
  hash: given.word('hash', '64 lower-case hex characters', () => blockHash(given.text('hash'))),
});

function readColumns(bytes: Uint8Array, columnsAt: number, count: number): LiveDelegators {
  let at = columnsAt;
  const take = (name: ColumnName): Uint8Array => {
    const from = at;
    at += padded(COLUMNS[name] * count);
    return bytes.subarray(from, from + COLUMNS[name] * count);
  };
  const wide = (column: Uint8Array) => new BigUint64Array(column.buffer, column.byteOffset, count);
  const outputs = wide(take('outputs'));
  const rewards = wide(take('rewards'));
  const pools = take('pool');
  const pool = new Uint32Array(pools.buffer, pools.byteOffset, count);
  const hash = take('hash');
  return { count, outputs, rewards, pool, hash, kind: take('kind') };
}

function checkRows({ kind, pool }: LiveDelegators, pools: number): void {
  const strange = kind.findIndex((one) => one > 1);
  if (strange >= 0) throw unreadable(`row ${strange} is of kind ${kind[strange]}, neither key nor script`);
  const astray = pool.findIndex((index) => index >= pools);
  if (astray >= 0) throw unreadable(`row ${astray} delegates to pool ${pool[astray]}, which is not in the file`);
}

const unreadable = (why: string, cause?: unknown) =>
  liveStakeFileUnreadable({ message: `the live stake file is unreadable: ${why}`, cause });
