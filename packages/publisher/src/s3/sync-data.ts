import { readSyncSamples } from '@pooltool/store/tips';
import {
  heightsRecord,
  NO_BLOCK,
  poolSyncs,
  sampleRecord,
  shownBlock,
  statsRecord,
  syncDataRecord,
} from '@pooltool/store/website';
import { type Drawing, onePart } from '../drawing.ts';
import { family, noSubject } from '../family.ts';
import { blockDataPath, emptyBlockFile } from './block-propagation.ts';

/** An hour and a half, four a minute. */
const SHOWN_SAMPLES = 360;

/**
 * How the network stands: the files of the page of its health, and the record in Firebase whose change has clients fetch them, so it
 * is written after them. All of them are there from the first second: a missing one stops that page (clients.md 7, trap 15).
 */
export const syncData = family({
  kind: 'sync_data',
  place: 'object-store',
  read: noSubject,
  load: async (db) => {
    const samples = await readSyncSamples(db, { limit: SHOWN_SAMPLES });
    const newest = samples.at(-1) ?? null;
    const shown = await shownBlock(db, newest);
    return { samples, newest, shown, pools: await poolSyncs(db) };
  },
  draw: (_, { samples, newest, shown, pools }): Drawing => [
    onePart('no block', blockDataPath(NO_BLOCK), emptyBlockFile()),
    onePart('stats', 'stats/stats.json', statsRecord(newest, shown)),
    onePart('samples', 'stats/syncd.json', samples.map(sampleRecord)),
    onePart('heights', 'stats/heights.json', heightsRecord(newest, pools)),
    { ...onePart('record', 'syncdata', syncDataRecord(newest, shown)), place: 'firebase' },
  ],
});
