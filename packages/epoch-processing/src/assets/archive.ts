import type { Epoch, Network } from '@pooltool/domain';
import { type Asset, defineAsset, meta, need, type RunContext } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { archiveShardMissing, archiveShardWrong } from '@pooltool/store';
import { moveToArchive, prefixDigits, prefixes, readSpan } from '@pooltool/store/archive';
import { aFewAtOnce } from '../archive/a-few-at-once.ts';
import { makeEpochShard } from '../archive/epoch-shard.ts';
import { putManifest, removeStrangers } from '../archive/manifest.ts';
import { readBack, type VerifiedShard } from '../archive/read-back.ts';
import { epochOf, epochs } from '../epoch-partitions.ts';
import { spanFolder } from '../object-keys.ts';
import { type ParquetWriter, withParquetWriter } from '../parquet/parquet-writer.ts';
import { patient } from '../patience.ts';
import { lovelaceShown } from '../shown.ts';

interface Archived {
  readonly epoch: Epoch;
  /** false: this run moves it */
  readonly already: boolean;
  readonly shards: readonly VerifiedShard[];
  readonly lovelace: bigint;
}

/**
 * Moves the delegators and account rewards of an epoch that nobody computes with any more into the object store. Every
 * object is read back in the run that drops the rows. Asked for again, it reads the archive through.
 *
 * By itself it begins when the rewards of `keepEpochs` epochs later are paid; without that number only a person asks.
 */
export const archive = ({ network, objects, keepEpochs }: ArchiveParts): Asset =>
  defineAsset<Archived, Archived>({
    name: 'archive',
    description: 'The delegators and account rewards of an old epoch, as Parquet in the object store instead of rows',
    partitions: epochs,
    retry: patient,
    heavy: true,
    automation: keepEpochs === undefined ? 'never' : 'missing',
    needs: [
      need('stake_snapshot'),
      need('rewards'),
      // What can no longer be exported afterwards must have been.
      need('reward_export'),
      ...(keepEpochs === undefined ? [] : [need('rewards', { offset: keepEpochs })]),
    ],
    load: async (context) => {
      const epoch = epochOf(context.partition);
      const span = { firstEpoch: epoch, epochs: 1 } as const;
      const folder = spanFolder(network, span);
      const recorded = await readSpan(context.pool, span);
      const shards =
        recorded === null
          ? await withParquetWriter((writer) => makeShards({ context, objects, writer }, { epoch, folder }))
          : await aFewAtOnce(recorded.shards, (shard) => readBack(objects, shard));
      await putManifest(objects, { network, folder, ...span, shards });
      if (recorded !== null) await removeStrangers(objects, { folder, shards });
      const lovelace = shards.reduce((sum, shard) => sum + shard.lovelace, 0n);
      return { epoch, already: recorded !== null, shards, lovelace };
    },
    compute: (archived) => archived,
    save: async (tx, { already, ...archived }) => {
      if (!already) await moveToArchive(tx, archived);
    },
    metadata: ({ shards, lovelace, already }) => ({
      rows: meta.count(shards.reduce((sum, { rows }) => sum + rows, 0)),
      bytes: meta.count(shards.reduce((sum, { bytes }) => sum + bytes, 0)),
      objects: meta.count(shards.length),
      stake_and_rewards: lovelaceShown(lovelace),
      was_done: meta.text(
        already ? 'read through: the epoch lies in the archive' : 'moved: every object was read back',
      ),
    }),
  });

export interface ArchiveParts {
  readonly network: Network;
  readonly objects: ObjectStore;
  /** how many epochs stay in PostgreSQL behind the newest that is paid; undefined: nothing is moved without a person */
  readonly keepEpochs?: number | undefined;
}

interface Making {
  readonly context: RunContext;
  readonly objects: ObjectStore;
  readonly writer: ParquetWriter;
}

async function makeShards(making: Making, { epoch, folder }: { epoch: Epoch; folder: string }) {
  const shards = await aFewAtOnce(prefixes(prefixDigits(1)), (prefix) => makeShard(making, { epoch, prefix, folder }));
  return shards.filter((shard) => shard !== null);
}

/** What an earlier try has put is not put again; but it is read back again, and made anew if it is damaged or gone. */
async function makeShard(
  { context: { pool, once, signal, log }, objects, writer }: Making,
  place: { epoch: Epoch; prefix: string; folder: string },
): Promise<VerifiedShard | null> {
  signal.throwIfAborted();
  const make = () => makeEpochShard({ pool, objects, writer }, place);
  const stored = await once(`shard ${place.prefix}`, make);
  if (stored === null) return null;
  try {
    return await readBack(objects, stored);
  } catch (error) {
    if (!archiveShardWrong.is(error) && !archiveShardMissing.is(error)) throw error;
    log.warn({ error, key: stored.key }, 'archive.shard-made-again');
  }
  const again = await make();
  return again && readBack(objects, again);
}
