import type { Network } from '@pooltool/domain';
import { buildRegistry, type Registry } from '@pooltool/pipeline';
import type { ObjectStore } from '@pooltool/shared-utils/aws';
import { type Clock, systemClock } from '@pooltool/shared-utils/clock';
import type { PriceSource } from '@pooltool/shared-utils/prices';
import { archive } from './assets/archive.ts';
import { archiveByKey } from './assets/archive-by-key.ts';
import { assignedPerformance } from './assets/assigned-performance.ts';
import { averages } from './assets/averages.ts';
import { epochParams } from './assets/epoch-params.ts';
import { exchangeRatesAsset } from './assets/exchange-rates.ts';
import { liveStake } from './assets/live-stake.ts';
import { loyalty } from './assets/loyalty.ts';
import { poolsWithoutBlocksAsset } from './assets/pools-without-blocks.ts';
import { propagation } from './assets/propagation.ts';
import { rewardExport } from './assets/reward-export.ts';
import { rewardNotices } from './assets/reward-notices.ts';
import { rewardPivot } from './assets/reward-pivot.ts';
import { rewards } from './assets/rewards.ts';
import { rewardsForecast } from './assets/rewards-forecast.ts';
import { rosHistograms } from './assets/ros-histograms.ts';
import { stakeSnapshot } from './assets/stake-snapshot.ts';

export { type ArchiveAccess, type Restored, restoreEpoch } from './archive/restore.ts';
export { type SpanVerdict, verifyArchive } from './archive/verify.ts';

export interface EpochParts {
  readonly network: Network;
  /** the servers' own files: dumps, the archive */
  readonly objects: ObjectStore;
  /** files for everybody; `objects` when absent */
  readonly published?: ObjectStore;
  /** epochs behind the newest paid one that stay in PostgreSQL; without it none is archived before a person asks */
  readonly keepEpochs?: number | undefined;
  /** epochs behind the newest counted one whose tip reports stay; without it none are dropped */
  readonly keepReportEpochs?: number | undefined;
  /** without one there are no exchange rates */
  readonly prices?: PriceSource | undefined;
  /** of people's days; the machine's when absent */
  readonly clock?: Clock;
  /** how long after a payout people are told of it; three days when absent */
  readonly tellRewardsWithinMs?: number;
  /** how old live stake may be for people to be told of its changes; twelve hours when absent */
  readonly tellStakeWithinMs?: number;
  /** days that a history which nobody asks for stays watched; for ever when absent */
  readonly keepWatchedDays?: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The Cardano epoch as assets. */
export const epochRegistry = ({ clock = systemClock, ...parts }: EpochParts): Registry =>
  buildRegistry({
    name: 'epoch',
    assets: [
      epochParams(),
      stakeSnapshot(parts),
      rewardsForecast(parts),
      rewards(parts),
      averages(parts),
      rosHistograms(parts),
      rewardNotices({ ...parts, clock, tellWithinMs: parts.tellRewardsWithinMs ?? 3 * DAY_MS }),
      exchangeRatesAsset({ ...parts, clock }),
      liveStake({ ...parts, clock, tellWithinMs: parts.tellStakeWithinMs ?? DAY_MS / 2 }),
      loyalty(),
      poolsWithoutBlocksAsset(),
      rewardPivot(parts),
      propagation(parts),
      assignedPerformance(parts),
      rewardExport({ published: parts.objects, ...parts }),
      archive(parts),
      ...archiveByKey(parts),
    ],
  });
