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
    FIREBASE_DATABASE_URL: setting.url({
      says: 'the Realtime Database; by http it is one on this machine and needs no credentials',
      protocols: ['http:', 'https:'],
      example: 'https://example.firebaseio.com',
    }),
    FIREBASE_SERVICE_ACCOUNT: setting.optional(
      setting.path({
        says: "key file of a Firebase service account; without one the machine's own credentials are used",
        example: '/etc/pooltool/firebase.json',
      }),
    ),
    PUBLISHER_PORT: setting.integer({ says: 'port of health, readiness and metrics', default: 5690, max: 65_535 }),
  },
  { daemon: 'publisher' },
);
