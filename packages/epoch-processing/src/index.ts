import type { Network } from '@pooltool/domain';
import { buildRegistry, type Registry } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { archive } from './assets/archive.ts';
import { archiveByKey } from './assets/archive-by-key.ts';
import { averages } from './assets/averages.ts';
import { epochParams } from './assets/epoch-params.ts';
import { loyalty } from './assets/loyalty.ts';
import { poolsWithoutBlocksAsset } from './assets/pools-without-blocks.ts';
import { rewardExport } from './assets/reward-export.ts';
import { rewardPivot } from './assets/reward-pivot.ts';
import { rewards } from './assets/rewards.ts';
import { rewardsForecast } from './assets/rewards-forecast.ts';
import { rosHistograms } from './assets/ros-histograms.ts';
import { stakeSnapshot } from './assets/stake-snapshot.ts';

export interface EpochParts {
  readonly network: Network;
  /** the servers' own files: dumps, the archive */
  readonly objects: ObjectStore;
  /** files for everybody; `objects` when absent */
  readonly published?: ObjectStore;
  /** epochs behind the newest paid one that stay in PostgreSQL; without it none is archived before a person asks */
  readonly keepEpochs?: number | undefined;
}

/** The Cardano epoch as assets. */
export const epochRegistry = (parts: EpochParts): Registry =>
  buildRegistry({
    name: 'epoch',
    assets: [
      epochParams(),
      stakeSnapshot(parts),
      rewardsForecast(parts),
      rewards(parts),
      averages(parts),
      rosHistograms(parts),
      loyalty(),
      poolsWithoutBlocksAsset(),
      rewardPivot(parts),
      rewardExport({ published: parts.objects, ...parts }),
      archive(parts),
      ...archiveByKey(parts),
    ],
  });
