import { networkSettings } from '@pooltool/codec';
import { objectStoreSettings } from '@pooltool/shared-utils/aws';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { storeSettings } from '@pooltool/store';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ...objectStoreSettings,
    EPOCH_PROCESSING_PORT: setting.integer({
      says: 'port of /health, /ready and /metrics',
      default: 5680,
      max: 65_535,
    }),
  },
  { daemon: 'epoch-processing' },
);
