import { DOCUMENT_KINDS, type DocumentKind, type DocumentMark } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** A mark as it was when somebody set out to draw its document. */
export interface TakenMark extends DocumentMark {
  /** how often it had been marked: more later means that the drawing shows less than the truth */
  readonly marks: bigint;
}

/** The marks of these kinds that wait longest, at most `limit`. Nothing is reserved: there is one publisher. */
export async function takeMarks(
  db: Queryable,
  { kinds, limit }: { readonly kinds: readonly DocumentKind[]; readonly limit: number },
): Promise<TakenMark[]> {
  const { rows } = await db.query<{ kind: string; subject: string; marks: bigint }>({
    name: 'take-marks',
    text: `
      select kind, subject, marks from document_mark where kind = any($1::text[])
      order by marked_at, kind, subject limit $2`,
    values: [kinds, limit],
  });
  return rows.flatMap(({ kind, subject, marks }) => (isKind(kind) ? [{ kind, subject, marks }] : []));
}

const isKind = (kind: string): kind is DocumentKind => DOCUMENT_KINDS.some((known) => known === kind);

/**
 * Removes the marks of drawn documents. One that was marked again meanwhile stays for the next pass, as old as the
 * drawing (`drawnAt`: no later than its facts were read). One that a transaction is marking at this moment stays too:
 * waiting for it could deadlock with a transaction that marks several times.
 */
export async function clearMarks(
  tx: Transaction,
  { drawn, drawnAt }: { readonly drawn: readonly TakenMark[]; readonly drawnAt: Date },
): Promise<void> {
  if (drawn.length === 0) return;
  await tx.query({
    name: 'clear-marks',
    text: `
      with drawn as (
        select kind, subject, marks from unnest($1::text[], $2::text[], $3::bigint[]) as d (kind, subject, marks)
      ), free as materialized (
        select m.kind, m.subject, m.marks = d.marks as shown
        from document_mark m join drawn d using (kind, subject) for update of m skip locked
      ), again as (
        update document_mark m set marked_at = greatest(m.marked_at, $4)
        from free f where not f.shown and m.kind = f.kind and m.subject = f.subject
      )
      delete from document_mark m using free f where f.shown and m.kind = f.kind and m.subject = f.subject`,
    values: [
      drawn.map(({ kind }) => kind),
      drawn.map(({ subject }) => subject),
      drawn.map(({ marks }) => marks),
      drawnAt,
    ],
  });
}

export interface WaitingDocuments {
  readonly count: number;
  /** null when none waits */
  readonly oldestMarkedAt: Date | null;
}

export async function waitingDocuments(db: Queryable): Promise<WaitingDocuments> {
  const { rows } = await db.query<{ count: bigint; oldest: Date | null }>(
    `select count(*) as count, min(marked_at) as oldest from document_mark`,
  );
  const [row] = rows;
  return { count: Number(row?.count ?? 0n), oldestMarkedAt: row?.oldest ?? null };
}
