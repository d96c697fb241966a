import { type Height, subjectOf } from '@pooltool/domain';
import { readContests } from '@pooltool/store/battles';
import { blockReports, keptFrom } from '@pooltool/store/documents';
import { contestRecord, NO_REPORTS, type ReportsOf, shownCandidates } from '@pooltool/store/website';
import { family } from '../family.ts';

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
