import type { DocumentMark } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { markDocuments } from './marks.ts';

/** Marks those of these documents of which nothing was ever written. */
export const markNeverDrawn = (pool: Pool, documents: readonly DocumentMark[]): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<DocumentMark>(
      `select kind, subject from unnest($1::text[], $2::text[]) as d (kind, subject)
       where not exists (
         select from document_state s
         where s.kind = d.kind and (s.subject = d.subject or starts_with(s.subject, d.subject || '/')))`,
      [documents.map(({ kind }) => kind), documents.map(({ subject }) => subject)],
    );
    await markDocuments(tx, rows);
  });
