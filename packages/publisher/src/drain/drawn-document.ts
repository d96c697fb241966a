import type { DocumentKind } from '@pooltool/domain';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { canonicalJson } from '@pooltool/shared-utils/json';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type DocumentKey, documentKeyText, readHashes, type TakenMark } from '@pooltool/store/documents';
import type { CompletionPromise, Part, Place, Value, Values } from '../drawing.ts';
import type { DocumentFamily, DrawnFrom } from '../family.ts';
import { MadeObject } from '../made-object.ts';

/** A mark's document with what of it has to be written. */
export interface DrawnDocument {
  readonly mark: TakenMark;
  readonly changed: readonly ChangedPart[];
}

export interface ChangedPart {
  readonly key: DocumentKey;
  /** null for what is not remembered */
  readonly hash: string | null;
  readonly place: Place;
  readonly values: Values;
  /** whether another hash is remembered, which has to be forgotten before the write */
  readonly known: boolean;
  readonly promise: CompletionPromise | null;
}

export interface Refused {
  readonly mark: TakenMark;
  readonly error: unknown;
}

/** Draws the present state of marks of one family and leaves out what is written already. */
export async function drawDocuments(
  db: Queryable,
  { family, marks, from }: { family: DocumentFamily; marks: readonly TakenMark[]; from: DrawnFrom },
): Promise<{ readonly documents: readonly DrawnDocument[]; readonly refused: readonly Refused[] }> {
  const drawings = await family.drawAll(
    db,
    marks.map(({ subject }) => subject),
    from,
  );
  const keyed: { mark: TakenMark; parts: Omit<ChangedPart, 'known'>[] }[] = [];
  const refused: Refused[] = [];
  for (const [index, mark] of marks.entries()) {
    const drawn = drawings[index];
    if (drawn === undefined) continue;
    if ('refused' in drawn) refused.push({ mark, error: drawn.refused });
    else keyed.push({ mark, parts: drawn.drawing.map((part) => keyedPart(family, mark, part)) });
  }
  const keys = family.remembered ? keyed.flatMap(({ parts }) => parts.map(({ key }) => key)) : [];
  const written = await readHashes(db, keys);
  const documents = keyed.map(({ mark, parts }) => ({
    mark,
    changed: parts.flatMap((part) => changedPart(part, written)),
  }));
  return { documents, refused };
}

function changedPart(part: Omit<ChangedPart, 'known'>, written: ReadonlyMap<string, string>): ChangedPart[] {
  const before = written.get(documentKeyText(part.key));
  return before !== undefined && before === part.hash ? [] : [{ ...part, known: before !== undefined }];
}

const keyedPart = (family: DocumentFamily, { kind, subject }: TakenMark, part: Part) => ({
  key: keyOf(kind, subject, part.name),
  hash: family.remembered && part.remembered !== false ? hashOf(part.values) : null,
  place: part.place ?? family.place,
  values: part.values,
  promise: part.promise ?? null,
});

const hashOf = (values: Values): string =>
  sha256Hex(
    canonicalJson(
      Object.fromEntries(
        [...values].map(([path, value]) => [path, value instanceof MadeObject ? value.likeness : value]),
      ),
    ),
  );

const keyOf = (kind: DocumentKind, subject: string, part: string): DocumentKey => ({
  kind,
  subject: part === '' ? subject : `${subject}/${part}`,
});

/** Everything to write of these documents in one place, by path. */
export function valuesOf(documents: readonly DrawnDocument[], place: Place): Map<string, Value | null> {
  const values = new Map<string, Value | null>();
  for (const { changed } of documents) {
    for (const part of changed) {
      if (part.place === place) for (const [path, value] of part.values) values.set(path, value);
    }
  }
  return values;
}
