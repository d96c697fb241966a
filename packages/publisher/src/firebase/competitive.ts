import { type Contest, type Height, type JudgedCandidate, type Network, subjectOf } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { readContests } from '@pooltool/store/battles';
import { blockReports, keptFrom } from '@pooltool/store/documents';
import { family } from '../family.ts';
import { BYRON } from './block-record.ts';
import { candidateRecord, NO_REPORTS, type ReportsOf } from './candidate-record.ts';

/**
 * The blocks that may stand at a height. The site shows the last 21 heights and searches for any (clients.md 1.1): contested ones
 * stay for ever, because they are what people look for; the others, 1.6 million a year, go with the heights that are kept.
 */
export const competitive = family({
  kind: 'competitive',
  // A thousand reports each while they come in.
  atOnce: 100,
  read: subjectOf.height,
  load: async (db, heights) => {
    const contests = await readContests(db, heights);
    const reports = await blockReports(db, [...contests.values()].flatMap(shownCandidates));
    const reportsOf: ReportsOf = (hash) => reports.get(hash) ?? NO_REPORTS;
    return { contests, reportsOf, kept: await keptFrom(db) };
  },
  draw: (height, { contests, reportsOf, kept }, network) => {
    const contest = contests.get(height);
    const isKept = height >= kept;
    const isShown = contest !== undefined && (isKept || contest.classification !== null);
    const record = isShown ? contestRecord(contest, reportsOf, network) : null;
    return [
      { name: '', values: new Map([[competitivePath(height), record]]), ...(isKept ? {} : { remembered: false }) },
    ];
  },
});

const competitivePath = (height: Height): string => `competitive/${height}`;

/** By pool and hash, and beside them what kind of contest it is, if it is one. */
export function contestRecord(contest: Contest, reportsOf: ReportsOf, network: Network): JsonObject | null {
  const shown = shownCandidates(contest);
  if (shown.length === 0) return null;
  const byPool = Map.groupBy(shown, ({ producer }) => producer ?? BYRON);
  return {
    ...Object.fromEntries(
      [...byPool].map(([pool, candidates]) => [
        pool,
        Object.fromEntries(
          candidates.map((candidate) => [
            candidate.hash,
            candidateRecord(candidate, contest, reportsOf(candidate.hash), network),
          ]),
        ),
      ]),
    ),
    ...(contest.classification === null ? {} : { classification: contest.classification }),
  };
}

/** A record is read by everybody who looks at the page: who invents blocks cannot make it long. */
const MOST_SHOWN = 12;

/**
 * What is at least likely, and what is proven though nobody else saw it: an operator looks here for orphans of his own. What somebody
 * merely claims is shown only while nothing better is known of the height, as of every block when its first report comes.
 */
export function shownCandidates({ candidates }: Pick<Contest, 'candidates'>): readonly JudgedCandidate[] {
  const sure = candidates.filter(({ standing }) => standing !== 'unconfirmed');
  const proven = candidates.filter(({ standing, evidence }) => standing === 'unconfirmed' && evidence === 'proven');
  const known = [...sure, ...proven];
  const shown = known.length > 0 ? known : candidates.toSorted((one, other) => other.reports - one.reports);
  return shown.slice(0, MOST_SHOWN);
}
