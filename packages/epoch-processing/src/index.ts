import type { Network } from '@pooltool/domain';
import { buildRegistry, type Registry } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { averages } from './assets/averages.ts';
import { epochParams } from './assets/epoch-params.ts';
import { rewards } from './assets/rewards.ts';
import { rewardsForecast } from './assets/rewards-forecast.ts';
import { rosHistograms } from './assets/ros-histograms.ts';
import { stakeSnapshot } from './assets/stake-snapshot.ts';

/** The Cardano epoch as assets. */
export const epochRegistry = (parts: { readonly network: Network; readonly objects: ObjectStore }): Registry =>
  buildRegistry({
    name: 'epoch',
    assets: [
      epochParams(),
      stakeSnapshot(parts),
      rewardsForecast(parts),
      rewards(parts),
      averages(parts),
      rosHistograms(parts),
    ],
  });
