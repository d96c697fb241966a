import { networkSettings } from '@pooltool/codec';
import { objectStoreSettings } from '@pooltool/shared-utils/aws';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { verifierSettings } from '@pooltool/shared-utils/signed-request';
import { storeSettings } from '@pooltool/store';
import { SENDERS_PATTERN } from './legacy/senders.ts';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ...objectStoreSettings,
    ...verifierSettings,
    CNODE_API_HOST: setting.string({ says: 'address to listen on for the CNODE server', default: '127.0.0.1' }),
    CNODE_API_PORT: setting.integer({ says: 'port to listen on for the CNODE server', default: 5670, max: 65_535 }),
    CNODE_API_LEGACY_FROM: setting.optional(
      setting.string({
        says: 'addresses and CIDR ranges, with commas between, that may use the routes of the old CNODE server; they are signed by nobody, so leave it out when cnode runs there, and never name a proxy',
        pattern: SENDERS_PATTERN,
        wants: 'addresses or CIDR ranges with commas between, like 10.0.0.5 or 10.1.0.0/16',
      }),
    ),
  },
  { daemon: 'cnode-api' },
);
