import type { Candidate } from './candidate.ts';
import { BATTLE_KINDS, type BattleKind, type Contest } from './contest.ts';
import { isSameMaker } from './same-maker.ts';

type Maker = Pick<Candidate, 'producer' | 'slot'>;

/** What two blocks are to each other that cannot both stand: of one height, or of one slot. */
export function kindBetween(one: Maker, other: Maker): BattleKind {
  if (isSameMaker(one, other)) return one.slot === other.slot ? 'double-producer' : 're-mint';
  return one.slot === other.slot ? 'slot-battle' : 'height-battle';
}

/** Each once, in the order of `BATTLE_KINDS`. */
export function distinctKinds(kinds: Iterable<BattleKind>): BattleKind[] {
  const present = new Set(kinds);
  return BATTLE_KINDS.filter((kind) => present.has(kind));
}

/** Whether pools compete: different ones, rather than one with itself. */
export const isBetweenPools = (kinds: readonly BattleKind[]): boolean =>
  kinds.includes('slot-battle') || kinds.includes('height-battle');

/** Whether a pool made two blocks. */
export const isForked = (kinds: readonly BattleKind[]): boolean =>
  kinds.includes('double-producer') || kinds.includes('re-mint');

export function classify(kinds: readonly BattleKind[]): Contest['classification'] {
  if (kinds.length === 0) return null;
  return isBetweenPools(kinds) ? 'competitive' : 'forker';
}
