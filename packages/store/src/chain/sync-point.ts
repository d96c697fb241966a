import { type BlockHash, blockHash, height, type Parent, slot, type Tip } from '@pooltool/domain';
import { type Queryable, type Transaction, together } from '@pooltool/shared-utils/pg';

/** The feed that writes the chain we follow: oura-consumer's. */
export const CHAIN_FEED = 'chain';

/** Where a feed has got to; null before its first block. */
export async function readSyncPoint(db: Queryable, feed: string): Promise<Tip | null> {
  const { rows } = await db.query<TipRow>({
    name: 'read-sync-point',
    text: `select slot, encode(hash, 'hex') as hash, height from sync_point where feed = $1`,
    values: [feed],
  });
  return tipOf(rows[0]);
}

/** Where a feed has got to, and until the transaction ends nobody moves it: for a fact that hangs on the chain's being so far. */
export async function readSyncPointHeld(tx: Transaction, feed: string): Promise<Tip | null> {
  const { rows } = await tx.query<TipRow>(
    `select slot, encode(hash, 'hex') as hash, height from sync_point where feed = $1 for share`,
    [feed],
  );
  return tipOf(rows[0]);
}

/**
 * The same, and until the transaction ends nobody else moves that feed: whoever extends or undoes the chain asks here, or
 * moves it with `moveSyncPoint`, or two at once would both build on one tip.
 */
export async function holdSyncPoint(tx: Transaction, feed: string): Promise<Parent | null> {
  const [, , { rows }] = await together(tx, [
    // For a feed that is nowhere yet there is no row to hold.
    () =>
      tx.query({
        name: 'hold-feed',
        text: `select pg_advisory_xact_lock(hashtextextended('sync point ' || $1, 0))`,
        values: [feed],
      }),
    () =>
      tx.query({ name: 'hold-sync-point', text: `select from sync_point where feed = $1 for update`, values: [feed] }),
    // Only a statement that begins after the waiting sees all of what was waited for.
    () =>
      tx.query<ParentRow>({
        name: 'read-held-sync-point',
        text: `
          select s.slot, encode(s.hash, 'hex') as hash, s.height, b.era
          from sync_point s left join block b on b.hash = s.hash where s.feed = $1`,
        values: [feed],
      }),
  ]);
  return parentOf(rows[0]);
}

/**
 * Moves the feed on, if it is at the block `from`, and holds it until the transaction ends: holding, asking and writing in
 * one statement. @returns false when it is elsewhere, and then nothing is written
 */
export async function moveSyncPoint(
  tx: Transaction,
  feed: string,
  { from, to }: { readonly from: BlockHash; readonly to: Tip },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'move-sync-point',
    text: `
      update sync_point set slot = $3, hash = decode($4, 'hex'), height = $5
      where feed = $1 and hash = decode($2, 'hex')`,
    values: [feed, from, to.slot, to.hash, to.height],
  });
  return rowCount === 1;
}

export async function writeSyncPoint(tx: Transaction, feed: string, tip: Tip): Promise<void> {
  await tx.query({
    name: 'write-sync-point',
    text: `
      insert into sync_point (feed, slot, hash, height) values ($1, $2, decode($3, 'hex'), $4)
      on conflict (feed) do update set slot = excluded.slot, hash = excluded.hash, height = excluded.height`,
    values: [feed, tip.slot, tip.hash, tip.height],
  });
}

/** After everything is undone: the feed may begin anywhere again. */
export async function forgetSyncPoint(tx: Transaction, feed: string): Promise<void> {
  await tx.query(`delete from sync_point where feed = $1`, [feed]);
}

interface TipRow {
  readonly slot: bigint;
  readonly hash: string;
  readonly height: bigint;
}

const tipOf = (row: TipRow | undefined): Tip | null =>
  row === undefined
    ? null
    : { slot: slot(Number(row.slot)), hash: blockHash(row.hash), height: height(Number(row.height)) };

interface ParentRow extends TipRow {
  /** 0: a boundary block. Null: we do not have the block itself */
  readonly era: number | null;
}

function parentOf(row: ParentRow | undefined): Parent | null {
  const tip = tipOf(row);
  return tip === null ? null : { ...tip, kind: row?.era === 0 ? 'boundary' : 'main' };
}
