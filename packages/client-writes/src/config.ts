import { networkSettings } from '@pooltool/codec';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { firebaseSettings } from '@pooltool/shared-utils/firebase';
import { storeSettings } from '@pooltool/store';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ...firebaseSettings,
    CLIENT_WRITES_MOST_ALERTS: setting.integer({
      says: 'alerts of devices that are kept: anybody may write them, so there has to be an end',
      default: 500_000,
      min: 1,
      max: 5_000_000,
    }),
    CLIENT_WRITES_PORT: setting.integer({ says: 'port of health, readiness and metrics', default: 5750, max: 65_535 }),
  },
  { daemon: 'client-writes' },
);
