import type { Epoch } from '@pooltool/domain';
import { archiveShardMissing, archiveShardWrong, epochNotArchived } from '@pooltool/store';
import { type ArchiveShard, type ArchiveSpan, listSpans, readSpan } from '@pooltool/store/archive';
import { spanFolder } from '../object-keys.ts';
import { aFewAtOnce } from './a-few-at-once.ts';
import { manifestFault, strangersIn } from './manifest.ts';
import { fetchShard, rowsOfShard } from './read-back.ts';
import { type ArchiveAccess, demandRecorded } from './restore.ts';

/** What lies in one span's folder. */
export interface SpanVerdict {
  readonly firstEpoch: Epoch;
  readonly epochs: number;
  /** as recorded */
  readonly rows: number;
  readonly objects: number;
  readonly bytes: number;
  /** a sentence each; empty: manifest and objects are what is recorded, row for row */
  readonly faults: readonly string[];
  /** objects that belong to nobody: whoever reads the whole folder counts their rows too */
  readonly strangers: readonly string[];
}

/**
 * Reads every manifest and every object of the archive, or of the spans that hold `epoch`, and holds names, counts and
 * hashes against what was recorded when the rows were moved. What is wrong with one object keeps no other from being read.
 * @throws POOLTOOL_EPOCH_NOT_ARCHIVED (reject), POOLTOOL_AWS_… (retry) when the object store cannot be asked
 */
export async function* verifyArchive(access: ArchiveAccess, epoch?: Epoch): AsyncGenerator<SpanVerdict> {
  const spans = (await listSpans(access.pool)).filter(
    ({ firstEpoch, epochs }) => epoch === undefined || (firstEpoch <= epoch && epoch < firstEpoch + epochs),
  );
  if (epoch !== undefined && spans.length === 0) {
    throw epochNotArchived({ message: `epoch ${epoch} is not in the archive`, details: { epoch } });
  }
  for (const of of spans) {
    const span = await readSpan(access.pool, of);
    // Restored or replaced since it was listed.
    if (span !== null) yield await verdictOf(access, span);
  }
}

async function verdictOf({ objects, network }: ArchiveAccess, span: ArchiveSpan): Promise<SpanVerdict> {
  const { firstEpoch, epochs, shards } = span;
  const manifest = { network, folder: spanFolder(network, span), ...span };
  const faults = await aFewAtOnce(shards, (shard) => faultOf(objects, shard));
  return {
    firstEpoch,
    epochs,
    rows: shards.reduce((sum, { rows }) => sum + rows, 0),
    objects: shards.length,
    bytes: shards.reduce((sum, { bytes }) => sum + bytes, 0),
    faults: [await manifestFault(objects, manifest), ...faults].filter((fault) => fault !== null),
    strangers: await strangersIn(objects, manifest),
  };
}

async function faultOf(objects: ArchiveAccess['objects'], shard: ArchiveShard): Promise<string | null> {
  try {
    demandRecorded(shard, await rowsOfShard(shard, await fetchShard(objects, shard)));
    return null;
  } catch (error) {
    if (archiveShardMissing.is(error) || archiveShardWrong.is(error)) return error.message;
    throw error;
  }
}
