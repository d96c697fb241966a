import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Epoch } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { ARCHIVE_COLUMNS, copyArchiveRows } from '@pooltool/store/archive';
import type { ParquetWriter } from '../parquet/parquet-writer.ts';
import { type StoredShard, storeShard } from './stored-shard.ts';

export interface ShardPlace {
  readonly epoch: Epoch;
  readonly prefix: string;
  /** of the object store */
  readonly folder: string;
}

/** Puts an epoch's rows of one prefix into the object store; null when there are none. */
export async function makeEpochShard(
  { pool, objects, writer }: { pool: Pool; objects: Pick<ObjectStore, 'put'>; writer: ParquetWriter },
  { epoch, prefix, folder }: ShardPlace,
): Promise<StoredShard | null> {
  const csv = join(writer.folder, `${prefix}.csv`);
  const path = join(writer.folder, `${prefix}.parquet`);
  const { bytes, rowsSha256 } = await writeRows(pool, { epoch, prefix }, csv);
  if (bytes === 0) {
    await rm(csv);
    return null;
  }
  await writer.fromCsv({ path: csv, columns: ARCHIVE_COLUMNS, header: false }, path);
  await rm(csv);
  return storeShard(objects, { path, folder, prefix, rowsSha256 });
}

async function writeRows(pool: Pool, of: Pick<ShardPlace, 'epoch' | 'prefix'>, to: string) {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(to, 'w');
  try {
    await inTransaction(
      pool,
      (tx) =>
        copyArchiveRows(tx, of, async (chunk) => {
          hash.update(chunk);
          bytes += chunk.byteLength;
          await file.appendFile(chunk);
        }),
      { readOnly: true },
    );
  } finally {
    await file.close();
  }
  return { bytes, rowsSha256: hash.digest('hex') };
}
