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
    TELL_WITHIN: setting.duration({
      says: 'blocks older than this when they arrive are no news, and nobody is told of them',
      default: '12h',
    }),
    KEEP_OUTPUTS: setting.boolean({
      says: 'whether to keep which outputs were made and spent: what tells who paid. Without it DB_SYNC_URL is asked for all of it',
      default: true,
    }),
    DB_SYNC_URL: setting.optional(
      setting.url({
        says: 'a cardano-db-sync to ask who paid with outputs our chain did not make; a user that may read is enough',
        protocols: ['postgres:', 'postgresql:'],
        example: 'postgres://reader:password@127.0.0.1:5432/cexplorer',
      }),
    ),
  },
  { daemon: 'oura-consumer' },
);
