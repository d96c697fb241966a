import { networkSettings } from '@pooltool/codec';
import { documentsBucketSettings, objectStoreSettings } from '@pooltool/shared-utils/aws';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { storeSettings } from '@pooltool/store';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ...objectStoreSettings,
    ...documentsBucketSettings,
    ARCHIVE_KEEP_EPOCHS: setting.optional(
      setting.integer({
        says: 'epochs behind the newest paid one whose delegators and rewards stay in PostgreSQL; older ones are moved to the object store. Without it nothing is moved',
        min: 12,
        example: '73',
      }),
    ),
    EPOCH_PROCESSING_PORT: setting.integer({
      says: 'port of /health, /ready and /metrics',
      default: 5680,
      max: 65_535,
    }),
  },
  { daemon: 'epoch-processing' },
);
