import type { DocumentKind, Network } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { Drawing } from './drawing.ts';

/** All documents of one kind: how their facts are read, many at once, and how each is drawn. */
export interface DocumentFamily {
  readonly kind: DocumentKind;
  readonly place: 'firebase' | 'object-store';
  /** subjects whose facts fit into memory together */
  readonly atOnce: number;
  /** whether what was written is remembered by its hash, so that a drawing without a change is not written again */
  readonly remembered: boolean;
  /** In the order of `subjects`. Facts are as `db` sees them. */
  drawAll(db: Queryable, subjects: readonly string[], network: Network): Promise<Drawn[]>;
}

export type Drawn = { readonly drawing: Drawing } | { readonly refused: unknown };

interface FamilyParts<Subject, Facts> {
  readonly kind: DocumentKind;
  readonly place?: DocumentFamily['place'];
  readonly atOnce?: number;
  readonly remembered?: boolean;
  /** back from the mark's text */
  readonly read: (text: string) => Subject;
  readonly load: (db: Queryable, subjects: readonly Subject[]) => Promise<Facts>;
  readonly draw: (subject: Subject, facts: Facts, network: Network) => Drawing;
}

export function family<Subject, Facts>(of: FamilyParts<Subject, Facts>): DocumentFamily {
  return {
    kind: of.kind,
    place: of.place ?? 'firebase',
    atOnce: of.atOnce ?? 2_000,
    remembered: of.remembered ?? true,
    async drawAll(db, texts, network) {
      const subjects = texts.map((text) => attempt(() => of.read(text)));
      const facts = await of.load(
        db,
        subjects.flatMap((subject) => ('value' in subject ? [subject.value] : [])),
      );
      return subjects.map((subject): Drawn => {
        if ('refused' in subject) return subject;
        const drawn = attempt(() => of.draw(subject.value, facts, network));
        return 'refused' in drawn ? drawn : { drawing: drawn.value };
      });
    },
  };
}

/** One document that cannot be drawn must not keep the others from being drawn. */
function attempt<Value>(work: () => Value): { readonly value: Value } | { readonly refused: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    return { refused: error };
  }
}

/** For documents of which there is one. */
export const noSubject = (text: string): string => text;
