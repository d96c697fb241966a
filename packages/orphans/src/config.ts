import { networkSettings } from '@pooltool/codec';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { storeSettings } from '@pooltool/store';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ORPHANS_SETTLE_BLOCKS: setting.integer({
      says: 'blocks that our chain must have above a height until that is settled: what is on no chain there is an orphan',
      default: 10,
      min: 1,
      max: 2_160,
    }),
    ORPHANS_PORT: setting.integer({ says: 'port of health, readiness and metrics', default: 5740, max: 65_535 }),
  },
  { daemon: 'orphans' },
);
