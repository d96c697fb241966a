import type { DocumentKind } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** One document, or a part of one that is written for itself. */
export interface DocumentKey {
  readonly kind: DocumentKind;
  /** the mark's subject, or begins with it and a slash */
  readonly subject: string;
}

/** sha256 as hex of what was written last, by `documentKeyText`; absent where nobody knows. */
export async function readHashes(db: Queryable, keys: readonly DocumentKey[]): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const { rows } = await db.query<{ kind: string; subject: string; hash: string }>({
    name: 'read-document-hashes',
    text: `
      select s.kind, s.subject, encode(s.content_hash, 'hex') as hash
      from unnest($1::text[], $2::text[]) as k (kind, subject) join document_state s using (kind, subject)`,
    values: columnsOf(keys),
  });
  return new Map(rows.map(({ kind, subject, hash }) => [documentKeyText({ kind, subject }), hash]));
}

/**
 * To be called before writing: whoever dies between the write and `saveHashes` must not leave the hash of what was
 * there before, or the document would be taken for unchanged when the truth goes back to it.
 */
export async function forgetHashes(db: Queryable, keys: readonly DocumentKey[]): Promise<void> {
  if (keys.length === 0) return;
  await db.query({
    name: 'forget-document-hashes',
    text: `
      delete from document_state s using unnest($1::text[], $2::text[]) as k (kind, subject)
      where s.kind = k.kind and s.subject = k.subject`,
    values: columnsOf(keys),
  });
}

/** Remembers what was written: `hash` is sha256 as hex. */
export async function saveHashes(
  tx: Transaction,
  {
    written,
    drawnAt,
  }: { readonly written: readonly (DocumentKey & { readonly hash: string })[]; readonly drawnAt: Date },
): Promise<void> {
  if (written.length === 0) return;
  // A part that was marked beside its whole was drawn twice, from the same facts.
  const each = [...new Map(written.map((one) => [documentKeyText(one), one])).values()];
  await tx.query({
    name: 'save-document-hashes',
    text: `
      insert into document_state (kind, subject, content_hash, drawn_at)
      select kind, subject, decode(hash, 'hex'), $4
      from unnest($1::text[], $2::text[], $3::text[]) as w (kind, subject, hash)
      on conflict (kind, subject) do update set content_hash = excluded.content_hash, drawn_at = excluded.drawn_at`,
    values: [...columnsOf(each), each.map(({ hash }) => hash), drawnAt],
  });
}

export const documentKeyText = ({ kind, subject }: { readonly kind: string; readonly subject: string }): string =>
  `${kind} ${subject}`;

const columnsOf = (keys: readonly DocumentKey[]): string[][] => [
  keys.map(({ kind }) => kind),
  keys.map(({ subject }) => subject),
];
