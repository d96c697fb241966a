import {
  type BlockHash,
  blockHash,
  type Epoch,
  epoch,
  type Height,
  height,
  type SyncFigures,
  unixMs,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { SyncSample } from '../tips/sync-samples.ts';
import { type BlockReports, blockReports } from './read-block-reports.ts';

/** A block whose file lies where clients look for it. */
export interface BlockFile {
  readonly height: Height;
  readonly hash: BlockHash;
  readonly reports: BlockReports;
}

/** Blocks below the majority's that are looked at: files follow their blocks in seconds. */
const LOOK_BACK = 100;
const MOST_BLOCKS = 5;

/**
 * The highest block up to this height whose file (this part of its document) was written: of several the one on our chain, then the
 * one more pools reported. Null: there is none.
 */
export async function newestBlockFile(
  db: Queryable,
  { upTo, part }: { readonly upTo: Height; readonly part: string },
): Promise<BlockFile | null> {
  const { rows } = await db.query<{ height: bigint; hash: string }>({
    name: 'newest-block-files',
    text: `
      select r.height, encode(r.hash, 'hex') as hash
      from reported_block r
      where r.height between $1::bigint - $2::int and $1 and exists (
        select from document_state s
        where s.kind = 'block_propagation' and s.subject = concat_ws('/', r.height, encode(r.hash, 'hex'), $3::text))
      group by r.height, r.hash
      order by r.height desc, exists (select from block b where b.hash = r.hash) desc,
        sum(cardinality(r.reporters)) desc, r.hash
      limit $4`,
    values: [upTo, LOOK_BACK, part, MOST_BLOCKS],
  });
  const files = rows.map((row) => ({ height: height(Number(row.height)), hash: blockHash(row.hash) }));
  // One after the other: a file has reports, unless they were dropped just now.
  for (const file of files) {
    const found = (await blockReports(db, [file])).get(file.hash);
    if (found !== undefined) return { ...file, reports: found };
  }
  return null;
}

const EPOCH_FILE_STEP_MS = 300_000;

/** Of each epoch the first sample of every five minutes, oldest first: 1,440 of mainnet's 28,800. */
export async function thinnedSyncSamples(
  db: Queryable,
  epochs: readonly Epoch[],
): Promise<ReadonlyMap<Epoch, SyncSample[]>> {
  const { rows } = await db.query<{ at: bigint; epoch: number; figures: SyncFigures }>({
    name: 'thinned-sync-samples',
    text: `
      select distinct on (epoch, at / $2) at, epoch, figures from sync_sample
      where epoch = any($1::int[]) order by epoch, at / $2, at`,
    values: [epochs, EPOCH_FILE_STEP_MS],
  });
  const samples = rows.map((row) => ({
    at: unixMs(Number(row.at)),
    epoch: epoch(row.epoch),
    figures: row.figures,
  }));
  return Map.groupBy(samples, (sample) => sample.epoch);
}
