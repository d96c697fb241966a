import type { Contest, JudgedCandidate, Network } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { BYRON } from './byron.ts';
import { candidateRecord, type ReportsOf } from './candidate-record.ts';

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
