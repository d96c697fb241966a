import { createHash } from 'node:crypto';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { archiveShardMissing, archiveShardWrong } from '@pooltool/store';
import { type ArchiveShard, type RowText, rowsOf, tableOfContents } from '@pooltool/store/archive';
import type { StoredShard } from './stored-shard.ts';

/** A shard whose every row was read from the object store, by the reader that serves it. */
export interface VerifiedShard extends ArchiveShard {
  /** of all rows */
  readonly lovelace: bigint;
}

/** The text of which `rowsSha256` is: as PostgreSQL's COPY writes it. */
export const lineOf = (row: RowText): string => `${row.join(',')}\n`;

/** The bytes that were put. @throws POOLTOOL_ARCHIVE_SHARD_MISSING, POOLTOOL_ARCHIVE_SHARD_WRONG (retry) */
export async function fetchShard(
  objects: Pick<ObjectStore, 'get'>,
  { key, sha256 }: Pick<StoredShard, 'key' | 'sha256'>,
): Promise<Uint8Array> {
  const found = await objects.get(key);
  if (found === null) throw archiveShardMissing({ message: `${key} is not in the object store`, details: { key } });
  const actual = sha256Hex(found.bytes);
  if (actual !== sha256) throw wrong(key, `the object hashes to ${actual}, what was put to ${sha256}`);
  return found.bytes;
}

/** All rows of an object. @throws POOLTOOL_ARCHIVE_SHARD_WRONG (retry) */
export async function rowsOfShard({ key }: Pick<StoredShard, 'key'>, bytes: Uint8Array): Promise<RowText[]> {
  try {
    return await rowsOf({ length: bytes.byteLength, start: 0, bytes }, await tableOfContents(bytes));
  } catch (error) {
    throw archiveShardWrong({ message: `${key} cannot be read as Parquet`, details: { key }, cause: error });
  }
}

/** Fetches an object and reads all of it. @throws POOLTOOL_ARCHIVE_SHARD_MISSING, POOLTOOL_ARCHIVE_SHARD_WRONG (retry) */
export const rowsInStore = async (
  objects: Pick<ObjectStore, 'get'>,
  shard: Pick<StoredShard, 'key' | 'sha256'>,
): Promise<RowText[]> => rowsOfShard(shard, await fetchShard(objects, shard));

/** Reads a shard back and compares it, row for row by their hash, with what it was made of. @throws as `rowsInStore` */
export const readBack = async (objects: Pick<ObjectStore, 'get'>, shard: StoredShard): Promise<VerifiedShard> =>
  verifiedShard(shard, await rowsInStore(objects, shard));

/** @throws POOLTOOL_ARCHIVE_SHARD_WRONG (retry) when the rows are not those the shard was made of */
export function verifiedShard(shard: StoredShard, rows: readonly RowText[]): VerifiedShard {
  const hash = createHash('sha256');
  let lovelace = 0n;
  for (const row of rows) {
    hash.update(lineOf(row));
    lovelace += BigInt(row[5] ?? 0);
  }
  const actual = hash.digest('hex');
  const [first, last] = [rows[0]?.[0], rows.at(-1)?.[0]];
  if (actual !== shard.rowsSha256) throw wrong(shard.key, `its rows hash to ${actual}, ours to ${shard.rowsSha256}`);
  if (first === undefined || last === undefined) throw wrong(shard.key, 'it has no rows');
  return { ...shard, rows: rows.length, first, last, lovelace };
}

const wrong = (key: string, says: string) => archiveShardWrong({ message: `${key}: ${says}`, details: { key } });
