import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** By writer: number of the last item taken from the feed. */
export type FeedCursors = ReadonlyMap<string, number>;

export async function readFeedCursors(db: Queryable): Promise<FeedCursors> {
  return cursorsOf(await db.query<Row>(`select writer, taken from tip_feed_cursor`));
}

interface Row {
  readonly writer: string;
  readonly taken: bigint;
}

const cursorsOf = ({ rows }: { readonly rows: readonly Row[] }): FeedCursors =>
  new Map(rows.map(({ writer, taken }) => [writer, Number(taken)]));

/** One reader at a time, so that each sees where the one before it left off: the next waits until this one has ended. */
export async function lockFeedCursors(tx: Transaction): Promise<FeedCursors> {
  await tx.query(`lock table tip_feed_cursor in share row exclusive mode`);
  return readFeedCursors(tx);
}

/** How long a cursor outlives its last move: longer than the feed keeps an item, or an old item would be taken again. */
const KEPT = '7 days';

export async function moveFeedCursors(tx: Transaction, moved: FeedCursors, nowMs: number): Promise<void> {
  await tx.query({
    name: 'move-feed-cursors',
    text: `
      insert into tip_feed_cursor (writer, taken, moved_at)
      select writer, taken, to_timestamp($3::float8 / 1000)
      from unnest($1::text[], $2::bigint[]) as m (writer, taken)
      on conflict (writer) do update set taken = excluded.taken, moved_at = excluded.moved_at`,
    values: [[...moved.keys()], [...moved.values()], nowMs],
  });
  await tx.query(`delete from tip_feed_cursor where moved_at < to_timestamp($1::float8 / 1000) - $2::interval`, [
    nowMs,
    KEPT,
  ]);
}
