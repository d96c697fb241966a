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
      user: false,
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
    CNODE_DUMPS_KEPT: setting.integer({
      says: 'how many dumps are kept after they were handed over; the last one always is',
      default: 3,
    }),
    CNODE_LEDGER_SOURCE: setting.oneOf({
      says: 'who writes the ledger state of each new epoch into the folder: ogmios, cardano-cli, or a job of yours (folder)',
      values: ['folder', 'ogmios', 'cardano-cli'],
      default: 'folder',
    }),
    OGMIOS_URL: setting.url({
      says: 'where Ogmios (6.13 or later) answers',
      protocols: ['ws:', 'wss:'],
      default: 'ws://127.0.0.1:1337',
    }),
    CNODE_OGMIOS_DUMP_FOLDER: setting.optional(
      setting.path({ says: 'CNODE_DUMP_FOLDER as Ogmios sees it, when that is another path (a container)' }),
    ),
    CNODE_CARDANO_CLI: setting.path({
      says: 'the program, an absolute path; its version is asked each time and its flags follow',
      default: '/usr/local/bin/cardano-cli',
    }),
    CNODE_NODE_SOCKET: setting.path({
      says: "the node's socket, for cardano-cli",
      default: '/opt/cardano/cnode/sockets/node0.socket',
    }),
    CNODE_EPOCH_POLL: setting.duration({
      says: 'how often the node is asked for its epoch, when ogmios or cardano-cli is the source',
      default: '5s',
    }),
    CNODE_DUMP_TIMEOUT: setting.duration({ says: 'how long the node may take to write a dump', default: '30m' }),
    CNODE_DUMP_AGAIN: setting.duration({
      says: 'how long after a dump another one of the same epoch is taken; 0s: one an epoch',
      default: '0s',
    }),
    CNODE_DUMP_ROOM_BYTES: setting.integer({
      says: 'how much room the disk must have before a dump is asked for; mainnet writes some hundred MB, with a UTxO map 2.6 GB',
      default: 4_000_000_000,
    }),
    CNODE_SPOOL_MAX_BYTES: setting.integer({
      says: 'what the dump folder may take; then only the first dump of each epoch is taken, and what was handed over is removed',
      default: 60_000_000_000,
    }),
    CNODE_OURA_VERSION: setting.oneOf({
      says: 'which Oura this daemon starts and keeps going; none: somebody else does',
      values: ['none', '1', '2'],
      default: 'none',
    }),
    CNODE_OURA_PROGRAM: setting.path({ says: 'the program, an absolute path', default: '/usr/local/bin/oura' }),
    CNODE_OURA_CONFIG: setting.path({
      says: "Oura's configuration (ops/oura has them ready)",
      default: '/etc/oura/v2-raw.toml',
    }),
    CNODE_OURA_CURSOR_FILE: setting.path({
      says: 'Oura 2: the path of [cursor] in its configuration; overwritten at every start',
      default: '/var/oura/cursor.json',
    }),
    CNODE_OURA_FEEDS: setting.optional(
      setting.path({
        says: 'a JSON file that lists further Ouras, one for each consumer (ops/oura)',
        example: '/etc/pooltool/oura-feeds.json',
      }),
    ),
    CNODE_OURA_STALL: setting.duration({
      says: 'how long the oura-consumer may stand still while the node goes on before Oura is started anew',
      default: '10m',
    }),
    OURA_CONSUMER_URL: setting.url({
      says: 'where the oura-consumer listens on the DATABASE server',
      protocols: ['http:', 'https:'],
      user: false,
      default: 'http://127.0.0.1:5660',
    }),
    OURA_AUTHORIZATION: setting.optional(
      setting.secret({ says: "what Oura's webhook sink sends as its authorization header" }),
    ),
    LIVE_STAKE_EVERY: setting.duration({
      says: 'how often a dump is taken for live stake when ogmios or cardano-cli is the source; of a folder it is made of each dump that appears',
      default: '30m',
    }),
    POOL_RANKING_EVERY: setting.duration({
      says: 'how often Ogmios is asked what pools would pay, when it is the source',
      default: '1h',
    }),
    CNODE_HOST: setting.string({ says: 'address on which cnode tells how it is', default: '127.0.0.1' }),
    CNODE_PORT: setting.integer({ says: 'port on which cnode tells how it is', default: 5710, max: 65_535 }),
  },
  { daemon: 'cnode' },
);
