import { BLOCK_HISTOGRAM, histogramOf, type PoolId, type PoolSync, type SyncFigures } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { BlockFile } from '../../documents/read-sync.ts';
import type { SyncSample } from '../../tips/sync-samples.ts';
import { histogramText } from './block-data.ts';

/** The newest sample; null: there is none. */
export type Newest = SyncSample | null;

/** The block whose histogram is shown. Clients fetch its file as soon as they read its name, so the file always exists. */
export type Shown = Pick<BlockFile, 'height' | 'hash' | 'reports'> | null;

/** What stands for it while none was reported. */
export const NO_BLOCK = { height: 0, hash: '0'.repeat(64) } as const;

/** Firebase `syncdata` (clients.md 1.1). Every field is there also before anybody reported. */
export const syncDataRecord = (newest: Newest, shown: Shown): JsonObject => ({
  majoritymax: newest?.figures.majorityHeight ?? 0,
  syncd: newest?.figures.synced ?? 0,
  samples: newest?.figures.samples ?? 0,
  histogramheight: (shown ?? NO_BLOCK).height,
  histogramhash: (shown ?? NO_BLOCK).hash,
  currentepoch: newest === null ? 0 : epochOf(newest),
});

/** `stats/stats.json`: the same with what pies and bars show (clients.md 2, operators.md 5.4). */
export const statsRecord = (newest: Newest, shown: Shown): JsonObject => ({
  ...syncDataRecord(newest, shown),
  histogram: histogramText(
    shown === null
      ? { counts: [], edges: [] }
      : histogramOf(
          shown.reports.arrivals.map(({ delayMs }) => delayMs),
          BLOCK_HISTOGRAM,
        ),
  ),
  max: newest?.figures.highest ?? 0,
  min: newest?.figures.lowest ?? 0,
  countversion: newest?.figures.versions ?? {},
  countplatform: newest?.figures.platforms ?? {},
  distribution: newest?.figures.distribution ?? {},
  reportingstatus: reportingStatus(newest?.figures ?? null),
  currentslot: newest?.figures.chain?.epochSlot ?? 0,
});

/** One moment of `stats/syncd.json`; `dist`: how many pools were so many blocks from where most were. */
export const sampleRecord = (sample: SyncSample): JsonObject => ({
  ...briefRecord(sample),
  dist: sample.figures.offsets,
  countversion: sample.figures.versions,
  countplatform: sample.figures.platforms,
  reportingstatus: reportingStatus(sample.figures),
});

/** What an epoch's file has of a moment; `time` in seconds. */
export const briefRecord = (sample: SyncSample): JsonObject => ({
  time: sample.figures.time,
  syncd: sample.figures.synced,
  samples: sample.figures.samples,
  majoritymax: sample.figures.majorityHeight ?? 0,
  currentepoch: epochOf(sample),
  currentslot: sample.figures.chain?.epochSlot ?? 0,
  currentheight: sample.figures.chain?.height ?? 0,
});

/** `stats/heights.json`: of every pool what stands in Firebase. */
export const heightsRecord = (newest: Newest, pools: ReadonlyMap<PoolId, PoolSync>): JsonObject => ({
  tips: Object.fromEntries([...pools].map(([pool, sync]) => [pool, heightShown(sync)])),
  stats: {
    majoritymax: newest?.figures.majorityHeight ?? 0,
    syncd: newest?.figures.synced ?? 0,
    samples: newest?.figures.samples ?? 0,
  },
});

/** 1: in sync; a height: behind or ahead; 0: silent for an hour. */
export function heightShown(sync: PoolSync): number {
  switch (sync.state) {
    case 'synced':
      return 1;
    case 'apart':
      return sync.height;
    case 'silent':
      return 0;
  }
}

const epochOf = ({ epoch, figures }: SyncSample): number => figures.chain?.epoch ?? epoch;

/** Pools by what they told; all of them told a hash. */
const reportingStatus = (figures: Pick<SyncFigures, 'told' | 'samples'> | null): JsonObject => ({
  version: figures?.told.version ?? 0,
  platform: figures?.told.platform ?? 0,
  lasthash: figures?.samples ?? 0,
});
