import type { DocumentMark } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { documentKeyText } from '../documents/hashes.ts';

/** Which of these documents wait to be drawn: Firebase does not show their truth yet. By `documentKeyText`. */
export async function markedAmong(db: Queryable, marks: readonly DocumentMark[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<DocumentMark>({
    name: 'marked-among',
    text: `
      select kind, subject from document_mark
      where (kind, subject) in (select * from unnest($1::text[], $2::text[]))`,
    values: [marks.map(({ kind }) => kind), marks.map(({ subject }) => subject)],
  });
  return new Set(rows.map(documentKeyText));
}

/** Pools whose delegators somebody wants looked at anew, by their 56 hex characters. */
export async function flaggedPools(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ pool: string }>(`select encode(pool_id, 'hex') as pool from delegator_update`);
  return rows.map(({ pool }) => pool);
}

/** All pools there are or were, by their 56 hex characters. */
export async function knownPools(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ pool: string }>(`select encode(pool_id, 'hex') as pool from pool`);
  return rows.map(({ pool }) => pool);
}
