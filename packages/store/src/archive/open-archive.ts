import type { StakeCredential } from '@pooltool/domain';
import { credentialHash, epoch, poolId } from '@pooltool/domain';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { PoolToolError } from '@pooltool/shared-utils/errors';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { FileMetaData } from 'hyparquet';
import { archiveGrew, archiveShardMissing, archiveShardWrong } from '../errors.ts';
import type { ArchiveEntry } from './archive-entry.ts';
import { type ArchiveShard, shardsOfCredential } from './archive-shards.ts';
import { type ArchivedEntries, NOTHING_ARCHIVED } from './archived-entries.ts';
import { archivedEpochs } from './archived-epochs.ts';
import { type FetchedPart, groupsHolding, type RowText, rowsOf, TAIL_BYTES, tableOfContents } from './parquet-rows.ts';

/** Reads what was moved out of PostgreSQL. */
export interface Archive {
  /** What these credentials staked and earned in archived epochs. @throws POOLTOOL_ARCHIVE_SHARD_MISSING, POOLTOOL_ARCHIVE_SHARD_WRONG, POOLTOOL_AWS_… (retry) */
  entriesOf(db: Queryable, credentials: readonly StakeCredential[]): Promise<ArchivedEntries>;
}

/** Objects no larger than this are fetched in one go: a second request costs more than the bytes. */
const WHOLE_BYTES = 128 * 1024;
const READS_AT_ONCE = 16;
/** Tables of contents of larger objects, some ten kilobytes each. */
const TABLES_KEPT = 512;

/** One for a process: it remembers the tables of contents it has read. Archived objects never change. */
export function openArchive(objects: Pick<ObjectStore, 'get' | 'getRange'>): Archive {
  const tables = new Map<string, FileMetaData>();

  async function tableOf(shard: ArchiveShard): Promise<FileMetaData> {
    const known = tables.get(shard.key);
    if (known !== undefined) return known;
    const start = shard.bytes - shard.footerBytes - TAIL_BYTES;
    const tail = there(await objects.getRange(shard.key, { start, end: shard.bytes - 1 }), shard);
    const table = await tableOfContents(tail.bytes);
    const [oldest] = tables.keys();
    if (tables.size >= TABLES_KEPT && oldest !== undefined) tables.delete(oldest);
    tables.set(shard.key, table);
    return table;
  }

  async function rowsFrom(shard: ArchiveShard, hash: string): Promise<RowText[]> {
    const whole = shard.bytes > WHOLE_BYTES ? null : there(await objects.get(shard.key), shard).bytes;
    const table = whole === null ? await tableOf(shard) : await tableOfContents(whole);
    const holding = groupsHolding(table, hash);
    if (holding === null) return [];
    const part: FetchedPart =
      whole === null
        ? {
            length: shard.bytes,
            start: holding.bytes.start,
            bytes: there(
              await objects.getRange(shard.key, { start: holding.bytes.start, end: holding.bytes.end - 1 }),
              shard,
            ).bytes,
          }
        : { length: whole.byteLength, start: 0, bytes: whole };
    return (await rowsOf(part, table, holding.rows)).filter(([credential]) => credential === hash);
  }

  async function entriesIn(shard: ArchiveShard, hash: string): Promise<ArchiveEntry[]> {
    try {
      return (await rowsFrom(shard, hash)).map(entryOf);
    } catch (error) {
      // What a decoder makes of damaged bytes has no code; what the object store says has one.
      if (error instanceof PoolToolError) throw error;
      throw archiveShardWrong({ message: `${shard.key} cannot be read`, details: { key: shard.key }, cause: error });
    }
  }

  return {
    async entriesOf(db, credentials) {
      if ((await archivedEpochs(db)).length === 0) return NOTHING_ARCHIVED;
      const found = new Map<string, readonly ArchiveEntry[]>();
      const epochs = new Set<number>();
      for (const hash of new Set(credentials.map((one) => one.hash))) {
        const covered = await shardsOfCredential(db, hash);
        for (const of of covered.epochs) epochs.add(of);
        const entries = await inParallel(covered.shards, (shard) => entriesIn(shard, hash));
        found.set(hash, entries.flat().sort(byEpoch));
      }
      return {
        epochs: new Set([...epochs].map(epoch)),
        of: ({ kind, hash }) => {
          const read = found.get(hash);
          // Who asks for somebody else's rows must not take them for none.
          if (read === undefined) throw archiveGrew({ message: `the archive was not read for ${hash}` });
          return read.filter(({ credentialKind }) => credentialKind === kind);
        },
      };
    },
  };
}

const byEpoch = (a: ArchiveEntry, b: ArchiveEntry): number => a.epoch - b.epoch;

async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(READS_AT_ONCE, items.length) }, worker));
  return results;
}

function there<Found>(found: Found | null, { key }: ArchiveShard): Found {
  if (found === null) throw archiveShardMissing({ message: `${key} is not in the object store`, details: { key } });
  return found;
}

function entryOf(row: RowText): ArchiveEntry {
  const [credential = '', kind, of = '', entry, pool = '', lovelace = '', destination = ''] = row;
  if (entry !== 'stake' && entry !== 'leader' && entry !== 'member') throw new Error(`an entry is called ${entry}`);
  if (kind !== 'key' && kind !== 'script') throw new Error(`a credential is a ${kind}`);
  return {
    credential: credentialHash(credential),
    credentialKind: kind,
    epoch: epoch(Number(of)),
    entry,
    pool: poolId(pool),
    lovelace: BigInt(lovelace),
    destination: destinationOf(destination),
  };
}

function destinationOf(text: string): ArchiveEntry['destination'] {
  switch (text) {
    case '':
      return null;
    case 'account':
    case 'treasury':
    case 'reserves':
      return text;
    default:
      throw new Error(`a reward went to ${text}`);
  }
}
