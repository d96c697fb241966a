import type { DocumentKind, Network, StakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { ArchivedEntries } from '@pooltool/store/archive';
import type { Drawing, Place } from './drawing.ts';

/** All documents of one kind: how their facts are read, many at once, and how each is drawn. */
export interface DocumentFamily {
  readonly kind: DocumentKind;
  /** where parts go that do not say otherwise */
  readonly place: Place;
  /** subjects whose facts fit into memory together; of those that weigh more, fewer */
  readonly atOnce: number;
  /** of a subject, among the family's lightest */
  weight(subject: string): number;
  /** whether what was written is remembered by its hash, so that a drawing without a change is not written again */
  readonly remembered: boolean;
  /** Whose archived rows these subjects are drawn from: they are read first, outside any transaction. */
  credentials(db: Queryable, subjects: readonly string[]): Promise<readonly StakeCredential[]>;
  /** In the order of `subjects`. Facts are as `db` sees them; `archived` is of `credentials`. */
  drawAll(db: Queryable, subjects: readonly string[], from: DrawnFrom): Promise<Drawn[]>;
}

export interface DrawnFrom {
  readonly network: Network;
  readonly archived: ArchivedEntries;
}

export type Drawn = { readonly drawing: Drawing } | { readonly refused: unknown };

interface FamilyParts<Subject, Facts> {
  readonly kind: DocumentKind;
  readonly place?: Place;
  readonly atOnce?: number;
  /** absent: all weigh the same */
  readonly weight?: DocumentFamily['weight'];
  readonly remembered?: boolean;
  /** back from the mark's text */
  readonly read: (text: string) => Subject;
  /** absent: of nobody */
  readonly credentials?: (db: Queryable, subjects: readonly Subject[]) => Promise<readonly StakeCredential[]>;
  readonly load: (db: Queryable, subjects: readonly Subject[], archived: ArchivedEntries) => Promise<Facts>;
  readonly draw: (subject: Subject, facts: Facts, network: Network) => Drawing;
}

export function family<Subject, Facts>(of: FamilyParts<Subject, Facts>): DocumentFamily {
  return {
    kind: of.kind,
    place: of.place ?? 'firebase',
    atOnce: of.atOnce ?? 2_000,
    weight: of.weight ?? (() => 1),
    remembered: of.remembered ?? true,
    credentials: async (db, texts) =>
      (await of.credentials?.(db, readable(texts.map((text) => attempt(() => of.read(text)))))) ?? [],
    async drawAll(db, texts, { network, archived }) {
      const subjects = texts.map((text) => attempt(() => of.read(text)));
      const facts = await of.load(db, readable(subjects), archived);
      return subjects.map((subject): Drawn => {
        if ('refused' in subject) return subject;
        const drawn = attempt(() => of.draw(subject.value, facts, network));
        return 'refused' in drawn ? drawn : { drawing: drawn.value };
      });
    },
  };
}

const readable = <Subject>(subjects: readonly Attempted<Subject>[]): Subject[] =>
  subjects.flatMap((subject) => ('value' in subject ? [subject.value] : []));

type Attempted<Value> = { readonly value: Value } | { readonly refused: unknown };

/** One document that cannot be drawn must not keep the others from being drawn. */
function attempt<Value>(work: () => Value): Attempted<Value> {
  try {
    return { value: work() };
  } catch (error) {
    return { refused: error };
  }
}

/** For documents of which there is one. */
export const noSubject = (text: string): string => text;
