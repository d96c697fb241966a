import { blockHash, height, type Point, slot, type Tip } from '@pooltool/domain';
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

/**
 * The same, and until the transaction ends nobody else moves that feed: whoever extends or undoes the chain asks here,
 * or two at once would both build on one tip.
 */
export async function holdSyncPoint(tx: Transaction, feed: string): Promise<Tip | null> {
  const hold = () =>
    tx.query({
      name: 'hold-sync-point',
      text: `select pg_advisory_xact_lock(hashtextextended('sync point ' || $1, 0))`,
      values: [feed],
    });
  const [, tip] = await together(tx, [hold, () => readSyncPoint(tx, feed)]);
  return tip;
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

/** The block of that hash, if it is on our chain. */
export async function findBlock(db: Queryable, hash: string): Promise<Tip | null> {
  const { rows } = await db.query<TipRow>({
    name: 'find-block',
    text: `select slot, encode(hash, 'hex') as hash, height from block where hash = decode($1, 'hex')`,
    values: [hash],
  });
  return tipOf(rows[0]);
}

/**
 * A point one can roll back to: a block of our chain, or the one our first block builds on, which our chain began after.
 * Null when it is neither.
 */
export async function findPoint(db: Queryable, point: Point): Promise<Tip | null> {
  const { rows } = await db.query<TipRow>({
    name: 'find-point',
    text: `
      select slot, encode(hash, 'hex') as hash, height from block where hash = decode($2, 'hex') and slot = $1
      union all
      select $1::int8, $2, height - 1
      from (select slot, height, parent_hash from block order by slot, height limit 1) first
      where parent_hash = decode($2, 'hex') and slot > $1`,
    values: [point.slot, point.hash],
  });
  return tipOf(rows[0]);
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
