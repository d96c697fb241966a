import { networkOf } from '@pooltool/codec';
import { objectStoreConnection, openObjectStore } from '@pooltool/shared-utils/aws';
import type { DaemonContext, RunningDaemon } from '@pooltool/shared-utils/daemon';
import { openPool } from '@pooltool/shared-utils/pg';
import { demandCurrentSchema, readNetwork } from '@pooltool/store';
import { openArchive } from '@pooltool/store/archive';
import { openAccounts } from './accounts/open-accounts.ts';
import { apiRoutes } from './api-routes.ts';
import type { config } from './config.ts';
import { takeTurns } from './conventions/turns.ts';
import { documentsUrl } from './histories/documents-url.ts';
import { filesAt } from './histories/history-meta.ts';
import { openHistories } from './histories/open-histories.ts';
import { openIntake } from './tips/open-intake.ts';
import { keepPoolList } from './website/pool-list.ts';
import { openWebSocket } from './websocket/open-websocket.ts';

/** Largest body: nothing that is posted here is large. */
export const LARGEST_BODY_BYTES = 64 * 1024;
const LONGEST_REQUEST_MS = 15_000;
/** Who waits longer for a connection hears 503: the queue must not outlive its callers' patience. */
const LONGEST_WAIT_FOR_CONNECTION_MS = 5_000;

/** Each reads some 250 MB and takes a core of the database for a second; whoever waits hears of it before he gives up. */
const LONG_READS = { atOnce: 1, mostWaiting: 8 } as const;

/** Opens what the daemon needs and puts its parts together. Its connections read only, but for those of intake, accounts and histories, and no statement runs for ever. */
export async function start(context: DaemonContext<(typeof config)['settings']>): Promise<RunningDaemon> {
  const { config: given, log, clock, metrics, resources } = context;
  const network = await networkOf(given.NETWORK);
  const pool = openPool({
    connectionString: given.DATABASE_URL,
    applicationName: 'rest-api',
    max: given.REST_API_CONNECTIONS,
    connectTimeoutMs: LONGEST_WAIT_FOR_CONNECTION_MS,
    statementTimeoutMs: given.REST_API_STATEMENT_LIMIT,
    readOnly: true,
    oneCoreEach: true,
    onConnectionLost: (error) => log.warn({ error }, 'database.connection-lost'),
  });
  resources.onClose('database', () => pool.end());
  await demandCurrentSchema(pool);
  const objects = openObjectStore(objectStoreConnection(given, metrics.countBilled));
  resources.onClose('object store', () => objects.close());
  const archive = openArchive(objects);
  const intake = await openIntake(context, { network, readingPool: pool });
  const accounts = await openAccounts(context, { network });
  const files = filesAt(documentsUrl(given), network);
  const histories = openHistories(context, { files });
  const poolList = keepPoolList({ pool, network, clock });
  const sockets = await openWebSocket(context, { network, poolList, files });
  return {
    http: {
      host: given.REST_API_HOST,
      port: given.REST_API_PORT,
      bodyBytes: LARGEST_BODY_BYTES,
      requestMs: LONGEST_REQUEST_MS,
      trustProxy: given.REST_API_TRUSTED_PROXIES,
      routes: (server) =>
        apiRoutes(server, {
          pool,
          archive,
          network,
          inTurn: takeTurns(LONG_READS),
          clock,
          publicUrl: given.REST_API_PUBLIC_URL,
          origins: given.REST_API_ORIGINS === '*' ? '*' : given.REST_API_ORIGINS.split(',').map((one) => one.trim()),
          allowance: { perSecond: given.REST_API_REQUESTS_PER_SECOND, burst: given.REST_API_BURST },
          keyed: {
            allowance: { perSecond: given.REST_API_KEY_REQUESTS_PER_SECOND, burst: given.REST_API_KEY_BURST },
            keys: intake.keys,
          },
          posts: intake.routes,
          accounts: [...accounts, ...histories],
          poolList,
          sockets,
        }),
    },
    ready: async () => {
      const { name, magic } = await readNetwork(pool);
      const says = `it is of ${name}, NETWORK says ${network.name}`;
      return { database: magic === network.magic ? { ok: true } : { ok: false, says }, reports: intake.ready() };
    },
  };
}
