import type { DocumentMark } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** NOTIFY channel on which the publisher is woken. */
export const DOCUMENTS_CHANNEL = 'documents';

/**
 * Says in the transaction of a change which documents no longer show the truth. Marking one again only counts it up.
 * Each once and sorted, so that two transactions marking the same documents wait for each other instead of deadlocking.
 * The publisher hears of it when the transaction commits.
 */
export async function markDocuments(tx: Transaction, marks: readonly DocumentMark[]): Promise<void> {
  if (marks.length === 0) return;
  const each = eachOnceSorted(marks);
  await tx.query({
    name: 'mark-documents',
    text: `
      with marked as (
        insert into document_mark (kind, subject) select kind, subject from unnest($1::text[], $2::text[]) as m (kind, subject)
        on conflict (kind, subject) do update set marks = document_mark.marks + 1
      )
      select pg_notify('${DOCUMENTS_CHANNEL}', '')`,
    values: [each.map(({ kind }) => kind), each.map(({ subject }) => subject)],
  });
}

/** Here and not in PostgreSQL, which sorts texts by its locale: a batch of blocks marks thousands. */
function eachOnceSorted(marks: readonly DocumentMark[]): readonly DocumentMark[] {
  const byName = new Map(marks.map((mark) => [`${mark.kind} ${mark.subject}`, mark]));
  return [...byName.keys()].sort().flatMap((name) => byName.get(name) ?? []);
}

/**
 * The same with the transaction's COMMIT: all that is handed over until then in one statement, so that no two of a
 * transaction's own statements mark in different orders, and nobody waits for its marks while it still works.
 */
export function markAtCommit(tx: Transaction, marks: readonly DocumentMark[]): void {
  const waiting = collected.get(tx);
  if (waiting !== undefined) {
    waiting.push(...marks);
    return;
  }
  const first = [...marks];
  collected.set(tx, first);
  tx.atCommit(() => markDocuments(tx, first));
}

const collected = new WeakMap<Transaction, DocumentMark[]>();
