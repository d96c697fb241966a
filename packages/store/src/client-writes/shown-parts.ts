import type { DocumentMark } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { type DocumentKey, documentKeyText, saveHashes } from '../documents/hashes.ts';
import { markDocuments } from '../documents/marks.ts';

/** The part stands there as it would be drawn, though somebody else wrote it: it is not written again until it changes. */
export async function showsAlready(
  tx: Transaction,
  { key, hash, now }: { readonly key: DocumentKey; readonly hash: string; readonly now: Date },
): Promise<void> {
  await saveHashes(tx, { written: [{ ...key, hash }], drawnAt: now });
}

/** The part shows what is not to stay: it is drawn again, and its document's other parts are not. `hash` is of what it shows. */
export async function showsSomethingElse(
  tx: Transaction,
  {
    key,
    hash,
    now,
    mark,
  }: { readonly key: DocumentKey; readonly hash: string; readonly now: Date; readonly mark: DocumentMark },
): Promise<void> {
  await saveHashes(tx, { written: [{ ...key, hash }], drawnAt: now });
  await markDocuments(tx, [mark]);
}

/** What was drawn or seen of a part last. */
export interface ShownLast {
  readonly hash: string;
  /** tells two from each other that show the same */
  readonly at: string;
}

/**
 * Of parts that are being written, and of those nobody knows anything of, nothing. By `documentKeyText`.
 * @param held The publisher, which forgets it before it writes, has to wait until the transaction ends.
 */
export async function shownLast(
  tx: Transaction,
  keys: readonly DocumentKey[],
  { held }: { readonly held: boolean },
): Promise<ReadonlyMap<string, ShownLast>> {
  const { rows } = await tx.query<DocumentKey & ShownLast>({
    name: held ? 'hold-shown-last' : 'shown-last',
    text: `
      select kind, subject, encode(content_hash, 'hex') as hash, drawn_at::text as at from document_state
      where (kind, subject) in (select * from unnest($1::text[], $2::text[])) order by kind, subject ${held ? 'for update' : ''}`,
    values: [keys.map(({ kind }) => kind), keys.map(({ subject }) => subject)],
  });
  return new Map(rows.map(({ hash, at, ...key }) => [documentKeyText(key), { hash, at }]));
}
