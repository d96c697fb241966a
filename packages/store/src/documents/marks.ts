import type { DocumentMark } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/**
 * Says in the transaction of a change which documents no longer show the truth. Marking one again only counts it up.
 * Sorted, so that two transactions marking the same documents wait for each other instead of deadlocking.
 */
export async function markDocuments(tx: Transaction, marks: readonly DocumentMark[]): Promise<void> {
  if (marks.length === 0) return;
  await tx.query({
    name: 'mark-documents',
    text: `
      insert into document_mark (kind, subject)
      select distinct kind, subject from unnest($1::text[], $2::text[]) as m (kind, subject) order by kind, subject
      on conflict (kind, subject) do update set marks = document_mark.marks + 1`,
    values: [marks.map(({ kind }) => kind), marks.map(({ subject }) => subject)],
  });
}
