import { networkSettings } from '@pooltool/codec';
import { objectStoreSettings } from '@pooltool/shared-utils/aws';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { verifierSettings } from '@pooltool/shared-utils/signed-request';
import { storeSettings } from '@pooltool/store';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ...objectStoreSettings,
    ...verifierSettings,
    CNODE_API_HOST: setting.string({ says: 'address to listen on for the CNODE server', default: '127.0.0.1' }),
    CNODE_API_PORT: setting.integer({ says: 'port to listen on for the CNODE server', default: 5670, max: 65_535 }),
  },
  { daemon: 'cnode-api' },
);
