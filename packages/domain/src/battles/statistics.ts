import type { Contest, JudgedCandidate } from './contest.ts';
import { isForked } from './kinds.ts';

/** Contested heights of a stretch of the chain (operators.md 6.C). battles = forks + slotBattles + heightBattles. */
export interface BattleCounts {
  readonly battles: number;
  /** a pool made two blocks, whoever else was there */
  readonly forks: number;
  /** only different pools, all in one slot */
  readonly slotBattles: number;
  /** only different pools, not all in one slot */
  readonly heightBattles: number;
}

type CountedContest = Pick<Contest, 'height' | 'kinds' | 'isSlotBattle'> & {
  readonly candidates: readonly Pick<JudgedCandidate, 'kinds'>[];
  readonly hidden: readonly Pick<Contest['hidden'][number], 'height'>[];
};

/** @param contests in any order, each height once; uncontested ones count for nothing */
export function countBattles(contests: Iterable<CountedContest>): BattleCounts {
  let forks = 0;
  let slotBattles = 0;
  let heightBattles = 0;
  for (const contest of contests) {
    if (!isCounted(contest)) continue;
    if (isForked(contest.kinds)) forks += 1;
    else if (contest.isSlotBattle) slotBattles += 1;
    else heightBattles += 1;
  }
  return { battles: forks + slotBattles + heightBattles, forks, slotBattles, heightBattles };
}

/** A battle that is hidden between heights shows at each of them. Where it is all there is, it counts at the lowest only. */
export function isCounted({ height, kinds, candidates, hidden }: CountedContest): boolean {
  if (kinds.length === 0) return false;
  const isHiddenOnly = candidates.filter((candidate) => candidate.kinds.length > 0).length === 1;
  return !isHiddenOnly || hidden.every((other) => other.height > height);
}
