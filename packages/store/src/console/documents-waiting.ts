import type { Queryable } from '@pooltool/shared-utils/pg';

/** Documents of one kind that were marked and not drawn since. */
export interface DocumentsWaiting {
  readonly kind: string;
  readonly documents: number;
  /** of the oldest mark */
  readonly since: Date;
}

/** By kind, the one that waits longest first. Its cost is the number of marks. */
export async function loadDocumentsWaiting(on: Queryable): Promise<DocumentsWaiting[]> {
  const { rows } = await on.query<DocumentsWaiting>({
    name: 'console-documents-waiting',
    text: `
      select kind, count(*)::int4 as documents, min(marked_at) as since
      from document_mark group by kind order by since, kind`,
  });
  return rows;
}
