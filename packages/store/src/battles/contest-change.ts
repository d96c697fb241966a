import type { Contest, JudgedCandidate } from '@pooltool/domain';

/**
 * What a new judgement of a height changes: `nothing`; only the `counts` of who reported its blocks and how fast, which
 * grow with every report and are no news; or its `outcome`: which blocks there are, how sure they are, who wins.
 */
export type ContestChange = 'nothing' | 'counts' | 'outcome';

export function contestChange(had: Contest | undefined, now: Contest): ContestChange {
  if (had === undefined) return now.candidates.length === 0 ? 'nothing' : 'outcome';
  if (outcomeOf(had) !== outcomeOf(now)) return 'outcome';
  return countsOf(had) === countsOf(now) ? 'nothing' : 'counts';
}

const COUNTS = ['witnesses', 'reports', 'medianDelayMs'] as const satisfies readonly (keyof JudgedCandidate)[];

const isCount = (name: string): boolean => COUNTS.some((count) => count === name);

const outcomeOf = ({ candidates, ...height }: Contest): string =>
  textOf([
    Object.entries(height).sort(byName),
    candidates.map((candidate) =>
      Object.entries(candidate)
        .filter(([name]) => !isCount(name))
        .sort(byName),
    ),
  ]);

const countsOf = ({ candidates }: Contest): string =>
  textOf(candidates.map((candidate) => COUNTS.map((count) => candidate[count])));

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part));
