import { readBattleSamples, readTrends } from '@pooltool/store/battles';
import { battleSampleRecord, trendsRecord } from '@pooltool/store/website';
import { type Drawing, onePart } from '../drawing.ts';
import { family, noSubject } from '../family.ts';

/**
 * Battles of two hours and of ten epochs, under the names of both sites (clients.md 2). They are there from the first second:
 * a missing one stops the page (7, trap 15).
 */
export const battleStatistics = family({
  kind: 'battle_statistics',
  place: 'object-store',
  read: noSubject,
  load: async (db) => ({ samples: await readBattleSamples(db), trends: await readTrends(db) }),
  draw: (_, { samples, trends }, network): Drawing => {
    const recent = samples.map((sample) => battleSampleRecord(sample, network));
    const trending = trendsRecord(trends);
    return ['', '2026'].flatMap((site) => [
      onePart(`recent${site}`, `stats/battledata${site}.json`, recent),
      onePart(`trends${site}`, `stats/trendingbattles${site}.json`, trending),
    ]);
  },
});
