import { markOf, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { noteTooLong } from '../errors.ts';
import { harmlessHtml } from './note-html.ts';

/** Characters of HTML, tags counted, as the old website had it (clients.md 1.1). */
export const LONGEST_NOTE = 1024;

/**
 * What a pool tells on its page from now on, made harmless first; '' for nothing. Marks what shows it. That its writer may
 * speak for the pool, the caller has seen.
 * @param user UUID of who wrote it; null: whoever has the database
 * @returns what is shown now
 * @throws POOLTOOL_NOTE_TOO_LONG (400), as it was given or as it is shown
 */
export async function savePoolNote(
  tx: Transaction,
  {
    pool,
    note,
    user,
    nowMs,
  }: { readonly pool: PoolId; readonly note: string; readonly user: string | null; readonly nowMs: number },
): Promise<string> {
  if (note.length > LONGEST_NOTE) throw noteTooLong();
  const shown = harmlessHtml(note);
  if (shown.length > LONGEST_NOTE) throw noteTooLong();
  // One that is taken away stays as an empty one: of a pool that never had one, what Firebase has of old is not touched.
  const { rowCount } = await tx.query(
    `insert into pool_note as n (pool_id, note, user_id, written_at)
     values (decode($1, 'hex'), $2, $3, to_timestamp($4::float8 / 1000))
     on conflict (pool_id) do update set note = excluded.note, user_id = excluded.user_id, written_at = excluded.written_at
     where n.note <> excluded.note`,
    [pool, shown, user, nowMs],
  );
  if (rowCount === 1) await markDocuments(tx, [markOf.poolStats(pool)]);
  return shown;
}

/** HTML, harmless; '' where there is none. Of pools that nothing was ever written of nothing is in the map. */
export async function readPoolNotes(db: Queryable, pools: readonly PoolId[]): Promise<ReadonlyMap<PoolId, string>> {
  const { rows } = await db.query<{ pool: string; note: string }>(
    `select asked.pool, n.note from unnest($1::text[]) as asked (pool)
     join pool_note n on n.pool_id = decode(asked.pool, 'hex')`,
    [pools],
  );
  return new Map(rows.map(({ pool, note }) => [poolId(pool), note]));
}

/** HTML, harmless; '' where there is none. */
export async function readPoolNote(db: Queryable, pool: PoolId): Promise<string> {
  const { rows } = await db.query<{ note: string }>(`select note from pool_note where pool_id = decode($1, 'hex')`, [
    pool,
  ]);
  return rows[0]?.note ?? '';
}
