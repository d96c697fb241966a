import { createHash, type Hash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { archiveShardWrong } from '@pooltool/store';
import { ARCHIVE_COLUMNS, type ArchiveShard, type ArchiveSpan, prefixDigits, prefixes } from '@pooltool/store/archive';
import type { ParquetWriter } from '../parquet/parquet-writer.ts';
import { fetchShard, lineOf, rowsInStore, type VerifiedShard } from './read-back.ts';
import { type StoredShard, storeShard } from './stored-shard.ts';

export interface SpanPart {
  /** of the narrower spans: what is merged */
  readonly prefix: string;
  /** the wider span's width */
  readonly epochs: ArchiveSpan['epochs'];
  readonly sources: readonly ArchiveShard[];
  readonly folder: string;
}

/** Merges the shards of one prefix of eight narrower spans, sorted by key, and puts the result. */
export async function makeSpanShards(
  { objects, writer }: { objects: Pick<ObjectStore, 'get' | 'put'>; writer: ParquetWriter },
  { prefix, epochs, sources, folder }: SpanPart,
): Promise<StoredShard[]> {
  const paths: string[] = [];
  for (const [index, source] of sources.entries()) {
    const path = join(writer.folder, `${prefix}-${index}.parquet`);
    await writeFile(path, await fetchShard(objects, source));
    paths.push(path);
  }
  const stored: StoredShard[] = [];
  for (const part of prefixes(prefixDigits(epochs), prefix)) {
    const path = join(writer.folder, `${part}.parquet`);
    const rows = await writer.merge({ paths, columns: ARCHIVE_COLUMNS, prefix: part }, path);
    // What the rows must hash to is known epoch by epoch, from the objects of single epochs; the name only has to be
    // another one for other rows.
    const made = sha256Hex(`${part} ${sources.map(({ rowsSha256 }) => rowsSha256).join(' ')}`);
    if (rows === 0) await rm(path);
    else stored.push(await storeShard(objects, { path, folder, prefix: part, rowsSha256: made }));
  }
  for (const path of paths) await rm(path);
  return stored;
}

/**
 * Reads a part of a wide span back and holds it against the single epochs that PostgreSQL's rows were compared with: taken
 * epoch by epoch, its rows in their order must be theirs. @throws POOLTOOL_ARCHIVE_SHARD_WRONG, …_MISSING (retry)
 */
export async function readSpanBack(
  objects: Pick<ObjectStore, 'get'>,
  {
    stored,
    prefix,
    epochRows,
  }: { stored: readonly StoredShard[]; prefix: string; epochRows: ReadonlyMap<number, string> },
): Promise<VerifiedShard[]> {
  const hashes = new Map<number, Hash>();
  const verified: VerifiedShard[] = [];
  for (const shard of stored) {
    const rows = await rowsInStore(objects, shard);
    const whole = createHash('sha256');
    let lovelace = 0n;
    for (const row of rows) {
      const line = lineOf(row);
      const epoch = Number(row[2]);
      const hash = hashes.get(epoch) ?? createHash('sha256');
      hashes.set(epoch, hash.update(line));
      whole.update(line);
      lovelace += BigInt(row[5] ?? 0);
    }
    const [first, last] = [rows[0]?.[0], rows.at(-1)?.[0]];
    if (first === undefined || last === undefined)
      throw archiveShardWrong({ message: `${shard.key} has no rows`, details: { key: shard.key } });
    verified.push({ ...shard, rowsSha256: whole.digest('hex'), rows: rows.length, first, last, lovelace });
  }
  const read = new Map([...hashes].map(([epoch, hash]) => [epoch, hash.digest('hex')]));
  for (const epoch of new Set([...read.keys(), ...epochRows.keys()])) {
    if (read.get(epoch) !== epochRows.get(epoch)) {
      throw archiveShardWrong({
        message: `the rows of epoch ${epoch} and prefix ${prefix} are not those of the epoch`,
      });
    }
  }
  return verified;
}
