import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Epoch, Network } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { archiveShardWrong, epochNotArchived } from '@pooltool/store';
import {
  type ArchiveShard,
  type ArchiveSpan,
  type RowText,
  readSpan,
  restoreFromArchive,
} from '@pooltool/store/archive';
import { spanFolder } from '../object-keys.ts';
import { aFewAtOnce } from './a-few-at-once.ts';
import { manifestFault } from './manifest.ts';
import { fetchShard, rowsOfShard, verifiedShard } from './read-back.ts';

export interface Restored {
  readonly epoch: Epoch;
  readonly rows: number;
  readonly objects: number;
}

export interface ArchiveAccess {
  readonly pool: Pool;
  readonly objects: Pick<ObjectStore, 'get' | 'list'>;
  readonly network: Network;
}

/**
 * Brings an archived epoch's delegators and account rewards back into PostgreSQL, so that it can be computed anew. First
 * every object is fetched and held against manifest and record; only when all of it is here and whole, one transaction
 * writes it, all or nothing. The objects stay where they are.
 * @throws POOLTOOL_EPOCH_NOT_ARCHIVED (reject), POOLTOOL_ARCHIVE_SHARD_MISSING, POOLTOOL_ARCHIVE_SHARD_WRONG, POOLTOOL_AWS_… (retry)
 */
export async function restoreEpoch({ pool, objects, network }: ArchiveAccess, epoch: Epoch): Promise<Restored> {
  const of = { firstEpoch: epoch, epochs: 1 } as const;
  const span = await readSpan(pool, of);
  if (span === null) throw epochNotArchived({ message: `epoch ${epoch} is not in the archive`, details: { epoch } });
  const fault = await manifestFault(objects, { network, folder: spanFolder(network, of), ...span });
  if (fault !== null)
    throw archiveShardWrong({ message: `${fault}; \`pooltool epoch run archive ${epoch}\` writes it anew` });
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-restore-'));
  try {
    await aFewAtOnce(span.shards, (shard) => fetchWhole(objects, shard, pathIn(folder, shard)));
    await inTransaction(pool, (tx) =>
      restoreFromArchive(tx, {
        epoch,
        span,
        stakes: () => rowsIn(folder, span, isStake),
        rewards: () => rowsIn(folder, span, (row) => !isStake(row)),
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { epoch, rows: span.shards.reduce((sum, { rows }) => sum + rows, 0), objects: span.shards.length };
}

const pathIn = (folder: string, { prefix }: ArchiveShard): string => join(folder, `${prefix}.parquet`);

async function fetchWhole(objects: Pick<ObjectStore, 'get'>, shard: ArchiveShard, path: string): Promise<void> {
  const bytes = await fetchShard(objects, shard);
  demandRecorded(shard, await rowsOfShard(shard, bytes));
  await writeFile(path, bytes);
}

/** The rows are those that were moved, and as many. @throws POOLTOOL_ARCHIVE_SHARD_WRONG (retry) */
export function demandRecorded(shard: ArchiveShard, rows: readonly RowText[]): void {
  const { rows: count, first, last } = verifiedShard(shard, rows);
  if (count === shard.rows && first === shard.first && last === shard.last) return;
  throw archiveShardWrong({
    message: `${shard.key} has ${count} rows, ${shard.rows} are recorded`,
    details: { key: shard.key },
  });
}

const isStake = (row: RowText): boolean => row[3] === 'stake';

/** An object at a time, so that an epoch need not fit into memory. */
async function* rowsIn(
  folder: string,
  { shards }: ArchiveSpan,
  isWanted: (row: RowText) => boolean,
): AsyncGenerator<RowText> {
  for (const shard of shards) {
    for (const row of await rowsOfShard(shard, await readFile(pathIn(folder, shard)))) if (isWanted(row)) yield row;
  }
}
