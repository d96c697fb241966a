import { networkSettings } from '@pooltool/codec';
import { documentsBucketSettings, objectStoreSettings } from '@pooltool/shared-utils/aws';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { firebaseSettings } from '@pooltool/shared-utils/firebase';
import { storeSettings } from '@pooltool/store';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ...objectStoreSettings,
    ...documentsBucketSettings,
    ...firebaseSettings,
    PUBLISHER_PORT: setting.integer({ says: 'port of health, readiness and metrics', default: 5690, max: 65_535 }),
  },
  { daemon: 'publisher' },
);
