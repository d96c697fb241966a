import type { DocumentMark } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { claimMarkers } from '@pooltool/store/documents';
import type { ChangedPart, DrawnDocument } from './drawn-document.ts';

/**
 * Leaves out what clients may not be told: that something is complete while a document of it could not be written, which
 * is held back until it can; and less than they were told before, by us or by a publisher that came after us.
 */
export async function withKeptPromises(
  db: Queryable,
  documents: readonly DrawnDocument[],
  isRefused: (mark: DocumentMark) => boolean,
): Promise<{ readonly documents: readonly DrawnDocument[]; readonly heldBack: boolean }> {
  const isHeld = ({ promise }: ChangedPart): boolean => promise?.after.some(isRefused) === true;
  const parts = documents.flatMap(({ changed }) => changed);
  const told = await claimMarkers(
    db,
    parts.flatMap(({ key, promise }) =>
      promise === null || promise.after.some(isRefused) ? [] : [{ name: key.subject, epoch: promise.epoch }],
    ),
  );
  const isLess = ({ key, promise }: ChangedPart): boolean =>
    promise !== null && (told.get(key.subject) ?? promise.epoch) > promise.epoch;
  return {
    documents: documents.map((document) => ({
      ...document,
      changed: document.changed.filter((part) => !isHeld(part) && !isLess(part)),
    })),
    heldBack: parts.some(isHeld),
  };
}
