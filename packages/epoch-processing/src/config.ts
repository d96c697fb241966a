import { networkSettings } from '@pooltool/codec';
import { documentsBucketSettings, objectStoreSettings } from '@pooltool/shared-utils/aws';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { priceSourceSettings } from '@pooltool/shared-utils/prices';
import { storeSettings } from '@pooltool/store';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ...objectStoreSettings,
    ...documentsBucketSettings,
    ...priceSourceSettings,
    ARCHIVE_KEEP_EPOCHS: setting.optional(
      setting.integer({
        says: 'epochs behind the newest paid one whose delegators and rewards stay in PostgreSQL; older ones are moved to the object store. Without it nothing is moved',
        min: 12,
        example: '73',
      }),
    ),
    TELL_REWARDS_WITHIN: setting.duration({
      says: 'how long after a payout people are told of it; later it is no news',
      default: '3d',
    }),
    WATCHED_KEYS_KEPT_DAYS: setting.integer({
      says: 'days that a reward history which nobody asks for is kept drawn; whoever opens the website asks for those of his keys',
      // When somebody asked is known to the day.
      min: 2,
      default: 400,
    }),
    TELL_STAKE_WITHIN: setting.duration({
      says: 'how old live stake may be for people to be told what changed in it; later it is no news',
      default: '12h',
    }),
    TIP_REPORTS_KEEP_EPOCHS: setting.optional(
      setting.integer({
        says: 'epochs behind the newest counted one whose tip reports stay in PostgreSQL; of older ones only the histograms do, and what tells of lost battles. Without it nothing is dropped',
        min: 2,
        example: '12',
      }),
    ),
    EPOCH_PROCESSING_CONCURRENCY: setting.integer({
      says: 'assets made at once by this process; of those that hold an epoch in memory (some 550 MB) one at a time on a machine all the same',
      min: 1,
      // One that is heavy, which never waits behind others, and one for each of two processors of PostgreSQL.
      default: 3,
      max: 16,
    }),
    EPOCH_RUNS_KEPT: setting.integer({
      says: 'runs of each asset and epoch that are kept with their logs, beside the one that stands and what it was made from',
      min: 1,
      default: 20,
    }),
    EPOCH_PROCESSING_PORT: setting.integer({
      says: 'port of /health, /ready and /metrics',
      default: 5680,
      max: 65_535,
    }),
  },
  { daemon: 'epoch-processing' },
);
