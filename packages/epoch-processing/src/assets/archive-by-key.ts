import { type Epoch, epoch, type Network } from '@pooltool/domain';
import { type Asset, defineAsset, integerPartitions, meta, need, type RunContext } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { archiveShardMissing, archiveShardWrong } from '@pooltool/store';
import { type ArchiveSpan, prefixDigits, prefixes, readSpan, recordCopy } from '@pooltool/store/archive';
import { aFewAtOnce } from '../archive/a-few-at-once.ts';
import { putManifest, removeStrangers } from '../archive/manifest.ts';
import type { VerifiedShard } from '../archive/read-back.ts';
import { makeSpanShards, readSpanBack } from '../archive/span-shards.ts';
import { inputsMissing } from '../errors.ts';
import { spanFolder } from '../object-keys.ts';
import { withParquetWriter } from '../parquet/parquet-writer.ts';
import { patient } from '../patience.ts';

/** How many spans become one: a history of n archived epochs is at most 7 + 7 + n/64 reads. */
const TOGETHER = 8;

interface Width {
  readonly asset: string;
  readonly epochs: 8 | 64;
  /** what it is merged of */
  readonly of: { readonly asset: string; readonly epochs: 1 | 8 };
}

const WIDTHS: readonly Width[] = [
  { asset: 'archive_by_key_8', epochs: 8, of: { asset: 'archive', epochs: 1 } },
  { asset: 'archive_by_key_64', epochs: 64, of: { asset: 'archive_by_key_8', epochs: 8 } },
];

interface Merged {
  readonly copy: ArchiveSpan;
  /** the archived epochs, one by one, that it holds */
  readonly singles: readonly ArchiveSpan[];
}

/**
 * Copies of archived epochs, eight and sixty-four at a time in the order of keys, so that one key's whole history is a
 * few reads and not one an epoch. Partition k holds the epochs from k × width on.
 */
export const archiveByKey = (parts: { readonly network: Network; readonly objects: ObjectStore }): readonly Asset[] =>
  WIDTHS.map((width) => spanAsset(width, parts));

function spanAsset(
  { asset, epochs, of }: Width,
  { network, objects }: { network: Network; objects: ObjectStore },
): Asset {
  const spans = integerPartitions({ name: `span of ${epochs} epochs`, last: Math.floor(2 ** 31 / epochs) - 1 });
  return defineAsset<Merged, Merged>({
    name: asset,
    description: `Archived epochs, ${epochs} at a time in the order of keys, so that a key's history is few reads`,
    partitions: spans,
    automation: 'missing',
    retry: patient,
    heavy: true,
    needs: [need(of.asset, { group: TOGETHER })],
    load: async (context) => {
      const firstEpoch = epoch(spans.number(context.partition) * epochs);
      const narrow = await Promise.all(
        starts(firstEpoch, { count: TOGETHER, width: of.epochs }).map((from) =>
          spanAt(context, { firstEpoch: from, epochs: of.epochs }),
        ),
      );
      const singles =
        of.epochs === 1
          ? narrow
          : await Promise.all(
              starts(firstEpoch, { count: epochs, width: 1 }).map((from) =>
                spanAt(context, { firstEpoch: from, epochs: 1 }),
              ),
            );
      const folder = spanFolder(network, { firstEpoch, epochs });
      const shards = await mergedShards({ context, objects }, { narrow, singles, epochs, folder });
      const copy = { firstEpoch, epochs, shards };
      const recorded = await readSpan(context.pool, copy);
      await putManifest(objects, { network, folder, ...copy });
      // What lay here of other rows is read by nobody once this very copy is recorded: asked for again, it is removed.
      if (recorded !== null && isSame(recorded, copy)) await removeStrangers(objects, { folder, shards });
      return { copy, singles };
    },
    compute: (merged) => merged,
    save: (tx, merged) => recordCopy(tx, merged),
    metadata: ({ copy: { firstEpoch, shards } }) => ({
      first_epoch: meta.count(firstEpoch),
      rows: meta.count(shards.reduce((sum, { rows }) => sum + rows, 0)),
      bytes: meta.count(shards.reduce((sum, { bytes }) => sum + bytes, 0)),
      objects: meta.count(shards.length),
    }),
  });
}

const isSame = (one: ArchiveSpan, other: ArchiveSpan): boolean =>
  one.shards.length === other.shards.length && one.shards.every(({ key }, index) => key === other.shards[index]?.key);

const starts = (from: Epoch, { count, width }: { count: number; width: number }): Epoch[] =>
  Array.from({ length: count }, (_, index) => epoch(from + index * width));

async function spanAt({ pool }: RunContext, of: Omit<ArchiveSpan, 'shards'>): Promise<ArchiveSpan> {
  const span = await readSpan(pool, of);
  if (span === null)
    throw inputsMissing({ message: `missing: the archive of ${of.epochs} epochs from ${of.firstEpoch} on` });
  return span;
}

interface Merge {
  readonly narrow: readonly ArchiveSpan[];
  readonly singles: readonly ArchiveSpan[];
  readonly epochs: 8 | 64;
  readonly folder: string;
}

function mergedShards(
  { context: { once, signal, log }, objects }: { context: RunContext; objects: ObjectStore },
  { narrow, singles, epochs, folder }: Merge,
): Promise<VerifiedShard[]> {
  return withParquetWriter(async (writer) => {
    const parts = await aFewAtOnce(prefixes(prefixDigits(1)), async (prefix): Promise<VerifiedShard[]> => {
      signal.throwIfAborted();
      const sources = narrow.flatMap(({ shards }) => shards.filter((shard) => shard.prefix === prefix));
      if (sources.length === 0) return [];
      const epochRows = new Map(
        singles.flatMap(({ firstEpoch, shards }) =>
          shards.flatMap((shard) => (shard.prefix === prefix ? [[Number(firstEpoch), shard.rowsSha256] as const] : [])),
        ),
      );
      const make = () => makeSpanShards({ objects, writer }, { prefix, epochs, sources, folder });
      const stored = await once(`shards ${prefix}`, make);
      try {
        return await readSpanBack(objects, { stored, prefix, epochRows });
      } catch (error) {
        if (!archiveShardWrong.is(error) && !archiveShardMissing.is(error)) throw error;
        log.warn({ error, prefix }, 'archive.shard-made-again');
      }
      return readSpanBack(objects, { stored: await make(), prefix, epochRows });
    });
    return parts.flat();
  });
}
