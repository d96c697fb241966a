import type { Candidate } from './candidate.ts';

/**
 * Whether one pool made both. Of genesis delegates the chain tells no pool: a slot of theirs belongs to one of them, and in
 * different slots they take turns.
 */
export const isSameMaker = (
  one: Pick<Candidate, 'producer' | 'slot'>,
  other: Pick<Candidate, 'producer' | 'slot'>,
): boolean => one.producer === other.producer && (one.producer !== null || one.slot === other.slot);
