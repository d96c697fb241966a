import { networkSettings } from '@pooltool/codec';
import { objectStoreSettings } from '@pooltool/shared-utils/aws';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { signedRequestSettings } from '@pooltool/shared-utils/signed-request';

export const config = defineConfig(
  {
    ...networkSettings,
    ...objectStoreSettings,
    ...signedRequestSettings,
    CNODE_API_URL: setting.url({
      says: 'where cnode-api listens on the DATABASE server',
      protocols: ['http:', 'https:'],
      default: 'http://127.0.0.1:5670',
    }),
    CNODE_DUMP_FOLDER: setting.path({
      says: 'the folder where ledger dumps (*.cbor) appear; what becomes of each is kept in folders inside it',
      example: '/var/lib/pooltool/ledger-dumps',
    }),
    CNODE_DUMP_SETTLE: setting.duration({
      says: 'how long a dump must not have changed to count as whole; one renamed to *.cbor is taken at once',
      default: '10s',
    }),
    CNODE_DUMP_POLL: setting.duration({
      says: 'how often the folder is looked at even when the system tells of no change',
      default: '1m',
    }),
    CNODE_DUMPS_KEPT: setting.integer({ says: 'how many dumps are kept after they were handed over', default: 3 }),
    CNODE_HOST: setting.string({ says: 'address on which cnode tells how it is', default: '127.0.0.1' }),
    CNODE_PORT: setting.integer({ says: 'port on which cnode tells how it is', default: 5710, max: 65_535 }),
  },
  { daemon: 'cnode' },
);
