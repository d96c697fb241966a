/**
 * Archived epochs of mainnet's size, as far as the histories of one prefix's keys can tell: the objects of that prefix, each
 * with the rows that a 256th of mainnet has, and the copies in the order of keys made of them as in production.
 */
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { epoch, stakeCredential } from '../../../packages/domain/src/index.ts';
import { makeSpanShards } from '../../../packages/epoch-processing/src/archive/span-shards.ts';
import { type StoredShard, storeShard } from '../../../packages/epoch-processing/src/archive/stored-shard.ts';
import { withParquetWriter } from '../../../packages/epoch-processing/src/parquet/parquet-writer.ts';
import type { ObjectStore } from '../../../packages/shared-utils/src/aws/index.ts';
import { inTransaction, type Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import {
  ARCHIVE_COLUMNS,
  type ArchiveShard,
  type ArchiveSpan,
  recordSpan,
} from '../../../packages/store/src/archive/index.ts';

const PREFIX = 'ab';
/** 1.3 million delegators in 256 prefixes, most with a reward. */
const KEYS = 5_080;
export const ARCHIVED_EPOCHS = 200;

const keys = Array.from({ length: KEYS }, (_, index) => `${PREFIX}${hash(`key ${index}`).slice(0, 54)}`).sort();
const pools = Array.from({ length: 3_000 }, (_, index) => hash(`pool ${index}`).slice(0, 56));

/** Keys whose histories are asked for. */
export const someKeys = (count: number) =>
  Array.from({ length: count }, (_, index) => stakeCredential('key', keys[Math.floor((index * KEYS) / count)] ?? ''));

/** Two hundred of them, of keys of its own. */
export const archiveTwoHundred = (into: { pool: Pool; objects: ObjectStore }): Promise<void> =>
  archiveEpochsOf(keys, { ...into, prefix: PREFIX, epochs: ARCHIVED_EPOCHS });

/** The epochs from 0 on, of given keys: ascending, all of one prefix. */
export function archiveEpochsOf(
  ofKeys: readonly string[],
  { pool, objects, prefix, epochs: count }: { pool: Pool; objects: ObjectStore; prefix: string; epochs: number },
): Promise<void> {
  return withParquetWriter(async (writer) => {
    const spans = new Map<string, ArchiveShard[]>();
    const keep = async (
      firstEpoch: number,
      epochs: ArchiveSpan['epochs'],
      stored: readonly StoredShard[],
      rows: number,
    ) => {
      const shards = stored.map((shard) => ({
        ...shard,
        rows,
        first: edge(shard.prefix, '0'),
        last: edge(shard.prefix, 'f'),
      }));
      spans.set(`${epochs} ${firstEpoch}`, shards);
      await inTransaction(pool, (tx) => recordSpan(tx, { firstEpoch: epoch(firstEpoch), epochs, shards }));
    };
    for (let of = 0; of < count; of += 1) {
      const csv = join(writer.folder, 'rows.csv');
      const path = join(writer.folder, 'rows.parquet');
      const rows = rowsOf(ofKeys, of);
      await writeFile(csv, rows);
      const written = await writer.fromCsv({ path: csv, columns: ARCHIVE_COLUMNS, header: false }, path);
      await rm(csv);
      await keep(
        of,
        1,
        [await storeShard(objects, { path, folder: `bench/${of}`, prefix: PREFIX, rowsSha256: hash(rows) })],
        written,
      );
    }
    for (const [epochs, of] of [
      [8, 1],
      [64, 8],
    ] as const) {
      for (let first = 0; first + epochs <= count; first += epochs) {
        const sources = Array.from({ length: 8 }, (_, index) => spans.get(`${of} ${first + index * of}`) ?? []).flat();
        const part = { prefix, epochs, sources, folder: `bench/${epochs}/${first}` };
        await keep(first, epochs, await makeSpanShards({ objects, writer }, part), epochs * ofKeys.length);
      }
    }
  });
}

function rowsOf(ofKeys: readonly string[], of: number): string {
  let rows = '';
  for (const [index, key] of ofKeys.entries()) {
    const poolId = pools[(index * 7 + (of >> 5)) % pools.length];
    if (index % 6 > 0) rows += `${key},key,${of},member,${poolId},${1_000_000n + BigInt(index * of)},account\n`;
    rows += `${key},key,${of},stake,${poolId},${5_000_000_000n + BigInt(index * 7_919 + of)},\n`;
  }
  return rows;
}

const edge = (prefix: string, digit: string): string => prefix.padEnd(56, digit);

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
