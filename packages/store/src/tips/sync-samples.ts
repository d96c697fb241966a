import { type Epoch, epoch, type SyncFigures, type UnixMs, unixMs } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** How the network stood at a moment. */
export interface SyncSample {
  readonly at: UnixMs;
  /** of that moment */
  readonly epoch: Epoch;
  readonly figures: SyncFigures;
}

/** Keeps a sample; the first of its millisecond stands. */
export async function saveSyncSample(tx: Transaction, { at, epoch, figures }: SyncSample): Promise<void> {
  await tx.query({
    name: 'save-sync-sample',
    text: `insert into sync_sample (at, epoch, figures) values ($1, $2, $3) on conflict (at) do nothing`,
    values: [at, epoch, JSON.stringify(figures)],
  });
}

/** The newest `limit`, oldest first. */
export async function readSyncSamples(db: Queryable, { limit }: { readonly limit: number }): Promise<SyncSample[]> {
  const { rows } = await db.query<Row>({
    name: 'read-sync-samples',
    text: `select at, epoch, figures from sync_sample order by at desc limit $1`,
    values: [limit],
  });
  return rows.map(sampleOf).reverse();
}

/** All that are kept of an epoch, oldest first. */
export async function readEpochSyncSamples(db: Queryable, of: Epoch): Promise<SyncSample[]> {
  const { rows } = await db.query<Row>({
    name: 'read-epoch-sync-samples',
    text: `select at, epoch, figures from sync_sample where epoch = $1 order by at`,
    values: [of],
  });
  return rows.map(sampleOf);
}

/** For who finds that his clock ran ahead. */
export async function dropSyncSamplesAfter(tx: Transaction, at: UnixMs): Promise<void> {
  await tx.query(`delete from sync_sample where at > $1`, [at]);
}

/** Deletes the samples of epochs before `before`, but not while an epoch's file waits to be drawn from them. */
export async function pruneSyncSamples(tx: Transaction, before: Epoch): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'prune-sync-samples',
    text: `
      delete from sync_sample s where epoch < $1
        and not exists (select from document_mark m where m.kind = 'epoch_sync_data' and m.subject = s.epoch::text)`,
    values: [before],
  });
  return rowCount ?? 0;
}

interface Row {
  readonly at: bigint;
  readonly epoch: number;
  readonly figures: SyncFigures;
}

const sampleOf = (row: Row): SyncSample => ({
  at: unixMs(Number(row.at)),
  epoch: epoch(row.epoch),
  figures: row.figures,
});
