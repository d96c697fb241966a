import { networkSettings } from '@pooltool/codec';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { storeSettings } from '@pooltool/store';
import { tipInboxSettings } from '@pooltool/tip-inbox';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ...tipInboxSettings,
    TIPS_PORT: setting.integer({ says: 'port of health, readiness and metrics', default: 5730, max: 65_535 }),
  },
  { daemon: 'tips' },
);
