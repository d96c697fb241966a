import { networkSettings } from '@pooltool/codec';
import { documentsBucketSettings, objectStoreSettings } from '@pooltool/shared-utils/aws';
import { defineConfig, setting } from '@pooltool/shared-utils/config';
import { maybeFirebaseSettings } from '@pooltool/shared-utils/firebase';
import { storeSettings } from '@pooltool/store';
import { tipInboxSettings } from '@pooltool/tip-inbox';

export const config = defineConfig(
  {
    ...storeSettings,
    ...networkSettings,
    ...objectStoreSettings,
    ...documentsBucketSettings,
    ...tipInboxSettings,
    REST_API_HOST: setting.string({ says: 'address the API listens on, behind a TLS proxy', default: '127.0.0.1' }),
    REST_API_PORT: setting.integer({ says: 'port the API listens on', default: 5720, max: 65_535 }),
    REST_API_PUBLIC_URL: setting.url({
      says: 'where the world reaches the API: written into its documentation and into links to the next page; operators sign for its host',
      protocols: ['https:', 'http:'],
      default: 'http://127.0.0.1:5720',
    }),
    REST_API_FILES_URL: setting.optional(
      setting.url({
        says: "the documents' bucket as clients reach it, in path style; without it, as the object store is reached from here",
        protocols: ['https:', 'http:'],
        example: 'https://s3-us-west-2.amazonaws.com/data.pooltool.io',
      }),
    ),
    REST_API_TRUSTED_PROXIES: setting.string({
      says: 'addresses and CIDR ranges of our own proxies, with commas between: only they may say whom they ask for. loopback, linklocal and uniquelocal stand for what they are called',
      default: 'loopback',
      pattern: /^[\w.:/]+(\s*,\s*[\w.:/]+)*$/,
      wants: 'addresses with commas between',
    }),
    REST_API_ORIGINS: setting.string({
      says: 'origins whose pages may ask, with commas between; * for all',
      default: '*',
      pattern: /^(\*|https?:\/\/[^\s,/]+(\s*,\s*https?:\/\/[^\s,/]+)*)$/,
      wants: '* or origins like https://pooltool.io with commas between',
    }),
    REST_API_REQUESTS_PER_SECOND: setting.integer({
      says: 'how many requests of one address are answered in the long run',
      default: 10,
      min: 1,
    }),
    REST_API_BURST: setting.integer({ says: 'how many of them may come at once', default: 200, min: 1 }),
    REST_API_KEY_REQUESTS_PER_SECOND: setting.integer({
      says: 'how many requests that show keys of one operator are answered in the long run, whatever addresses they come from',
      default: 50,
      min: 1,
    }),
    REST_API_KEY_BURST: setting.integer({ says: 'how many of them may come at once', default: 1_000, min: 1 }),
    REST_API_REPORTS_PER_SECOND: setting.integer({
      says: 'how many tip reports of one node are taken in the long run',
      default: 2,
      min: 1,
    }),
    REST_API_REPORT_BURST: setting.integer({ says: 'how many of them may come at once', default: 20, min: 1 }),
    REST_API_REPORTS_OF_ADDRESS: setting.integer({
      says: 'how many tip reports a second one address may send, for whatever nodes; ten times as many at once',
      default: 100,
      min: 1,
    }),
    REST_API_REPORTS_WAITING: setting.integer({
      says: 'how many tip reports may wait to be stored before others are answered 503',
      default: 10_000,
      min: 1,
    }),
    REST_API_PAYMENT_ADDRESS: setting.optional(
      setting.string({
        says: 'our address to which people pay a little to prove that a stake address is theirs; without it nobody can register',
        pattern: /^addr(_test)?1[02-9ac-hj-np-z]{50,110}$/,
        wants: 'an address addr1… (addr_test1… on a test network)',
      }),
    ),
    REST_API_SOCKETS: setting.integer({ says: 'how many WebSockets may be open at once', default: 5_000, min: 1 }),
    REST_API_SOCKETS_OF_ADDRESS: setting.integer({
      says: 'how many of them of one address: everybody in an office has the same',
      default: 200,
      min: 1,
    }),
    REST_API_SUBSCRIPTIONS_OF_SOCKET: setting.integer({
      says: 'how many subscriptions one WebSocket may have; the website has some ten',
      default: 50,
      min: 1,
    }),
    REST_API_SOCKET_MESSAGES_PER_SECOND: setting.integer({
      says: 'how many messages one WebSocket may send in the long run before it is closed; what is not understood counts five times',
      default: 10,
      min: 1,
    }),
    REST_API_SOCKET_MESSAGE_BURST: setting.integer({ says: 'how many of them may come at once', default: 100, min: 1 }),
    REST_API_SOCKET_WAITING_BYTES: setting.integer({
      says: 'how much may wait to leave through one WebSocket; what changes meanwhile is left out for what is newest then',
      default: 262_144,
      min: 65_536,
    }),
    REST_API_SOCKET_STUCK: setting.duration({
      says: 'a WebSocket is closed when something waits and nothing leaves for so long',
      default: '15s',
    }),
    REST_API_SOCKET_PING: setting.duration({
      says: 'how often each WebSocket is asked whether somebody is there; closed after two without an answer',
      default: '30s',
    }),
    REST_API_HOOK_HOSTS: setting.string({
      says: 'hosts at which hooks may be that Zapier wants told, with commas between; * for any public name',
      default: 'hooks.zapier.com',
      pattern: /^(\*|[\w-]+(\.[\w-]+)+(\s*,\s*[\w-]+(\.[\w-]+)+)*)$/,
      wants: '* or host names with commas between',
    }),
    ...maybeFirebaseSettings,
    REST_API_CLIENT_KEYS: setting.optional(
      setting.secret({
        says: 'X-API-KEYs of the old website and the app, with commas between; without any, their endpoints demand none',
      }),
    ),
    REST_API_CONNECTIONS: setting.integer({
      says: 'most connections to PostgreSQL at once',
      default: 8,
      min: 1,
      max: 100,
    }),
    REST_API_STATEMENT_LIMIT: setting.duration({
      says: 'a statement that takes longer is cancelled and its request answered 503',
      default: '10s',
    }),
  },
  { daemon: 'rest-api' },
);
