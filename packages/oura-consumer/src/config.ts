import { networkSettings } from '@pooltool/codec';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { storeSettings } from '@pooltool/store';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    OURA_CONSUMER_HOST: setting.string({ says: 'address to listen on for Oura', default: '127.0.0.1' }),
    OURA_CONSUMER_PORT: setting.integer({ says: 'port to listen on for Oura', default: 5660, max: 65_535 }),
    OURA_AUTHORIZATION: setting.optional(
      setting.secret({ says: "what Oura's webhook sink sends as its authorization header" }),
    ),
  },
  { daemon: 'oura-consumer' },
);
