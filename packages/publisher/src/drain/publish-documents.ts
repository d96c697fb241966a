import { dispositionOf } from '@pooltool/shared-utils/errors';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { clearMarks, forgetHashes, saveHashes } from '@pooltool/store/documents';
import { PLACES } from '../drawing.ts';
import type { DocumentFamily } from '../family.ts';
import { type DrawnDocument, type Refused, valuesOf } from './drawn-document.ts';
import { type Sinks, writeValues } from './sinks.ts';

export interface Publishing {
  readonly pool: Pool;
  readonly sinks: Sinks;
  readonly family: DocumentFamily;
  /** no later than the facts were read */
  readonly drawnAt: Date;
  /** true: something of the documents is held back, so they are drawn again */
  readonly keepMarks?: boolean;
}

/**
 * Writes documents of one family and clears their marks: forget the old hashes, write, then in one transaction
 * remember the new ones and clear. Whoever dies in between leaves the marks, and what is written twice is the same.
 * @returns those the receiver will never take; their marks stay. @throws whatever else keeps it from being written.
 */
export async function publishDocuments(to: Publishing, documents: readonly DrawnDocument[]): Promise<Refused[]> {
  const changed = documents.flatMap((document) => document.changed);
  const known = changed.filter((part) => part.known);
  await forgetHashes(
    to.pool,
    known.map(({ key }) => key),
  );
  const { written, refused } = await writeOrRefuse(to, documents);
  await inTransaction(to.pool, async (tx) => {
    const hashes = written.flatMap((document) =>
      document.changed.flatMap(({ key, hash }) => (hash === null ? [] : [{ ...key, hash }])),
    );
    await saveHashes(tx, { written: hashes, drawnAt: to.drawnAt });
    if (to.keepMarks !== true) await clearMarks(tx, { drawn: written.map(({ mark }) => mark), drawnAt: to.drawnAt });
  });
  return refused;
}

interface Outcome {
  readonly written: readonly DrawnDocument[];
  readonly refused: Refused[];
}

/** All at once; when the receiver calls something of it wrong for good, the halves, down to the documents it means. */
async function writeOrRefuse(to: Publishing, documents: readonly DrawnDocument[]): Promise<Outcome> {
  try {
    for (const place of PLACES) await writeValues(to.sinks, place, valuesOf(documents, place));
    return { written: documents, refused: [] };
  } catch (error) {
    const [only] = documents;
    if (only === undefined || dispositionOf(error) !== 'reject') throw error;
    if (documents.length === 1) return { written: [], refused: [{ mark: only.mark, error }] };
    const middle = Math.ceil(documents.length / 2);
    const first = await writeOrRefuse(to, documents.slice(0, middle));
    const second = await writeOrRefuse(to, documents.slice(middle));
    return { written: [...first.written, ...second.written], refused: [...first.refused, ...second.refused] };
  }
}
