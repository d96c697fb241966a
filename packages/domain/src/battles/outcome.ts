import type { PoolId } from '../units/hashes.ts';
import type { JudgedCandidate } from './contest.ts';
import { isBetweenPools } from './kinds.ts';

/** Of a battle against other pools: `open` until it is settled from the chain. */
export const BATTLE_OUTCOMES = ['won', 'lost', 'open'] as const;
export type BattleOutcome = (typeof BATTLE_OUTCOMES)[number];

type Fought = Pick<JudgedCandidate, 'producer' | 'kinds' | 'chained'>;

/** null: it met no other pool's block; a pool neither wins nor loses against itself. */
export function outcomeOf({ kinds, chained }: Omit<Fought, 'producer'>): BattleOutcome | null {
  if (!isBetweenPools(kinds)) return null;
  if (chained === null) return 'open';
  return chained ? 'won' : 'lost';
}

/** How a pool fared at one height: with one block on the chain it has won, whatever became of its others. */
export function poolOutcome(candidates: readonly Fought[], pool: PoolId): BattleOutcome | null {
  const outcomes = new Set(candidates.filter(({ producer }) => producer === pool).map(outcomeOf));
  return BATTLE_OUTCOMES.find((outcome) => outcomes.has(outcome)) ?? null;
}
