import type { DocumentMark } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { type DocumentKey, forgetHashes, saveHashes } from '../documents/hashes.ts';
import { markDocuments } from '../documents/marks.ts';

/** The part stands there as it would be drawn, though somebody else wrote it: it is not written again until it changes. */
export async function showsAlready(
  tx: Transaction,
  { key, hash, now }: { readonly key: DocumentKey; readonly hash: string; readonly now: Date },
): Promise<void> {
  await saveHashes(tx, { written: [{ ...key, hash }], drawnAt: now });
}

/** Somebody wrote something over the part that is not to stay: it is drawn again, and its document's other parts are not. */
export async function showsSomethingElse(
  tx: Transaction,
  { key, mark }: { readonly key: DocumentKey; readonly mark: DocumentMark },
): Promise<void> {
  await forgetHashes(tx, [key]);
  await markDocuments(tx, [mark]);
}
