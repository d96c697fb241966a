import { subjectOf } from '@pooltool/domain';
import type { HistogramSubject } from '@pooltool/domain/rewards';
import { newestHistogram } from '@pooltool/store/documents';
import { histogramRecord } from '@pooltool/store/website';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

const PATHS: Readonly<Record<HistogramSubject, string>> = {
  pools: 'staticCharts/poolRewardsHistogram',
  accounts: 'staticCharts/rewardsHistogram',
};

/** How many pools, or accounts, had which return in the newest epoch that is paid (clients.md 1.1). */
export const rosHistogram = family({
  kind: 'ros_histogram',
  read: subjectOf.histogram,
  load: async (db, subjects) =>
    new Map(await Promise.all(subjects.map(async (of) => [of, await newestHistogram(db, of)] as const))),
  draw: (subject, found) => {
    const newest = found.get(subject) ?? null;
    return oneValue(PATHS[subject], newest && histogramRecord(newest));
  },
});
