import type { Network } from '@pooltool/domain';
import type { DaemonContext } from '@pooltool/shared-utils/daemon';
import { listen, openPool } from '@pooltool/shared-utils/pg';
import { DOCUMENTS_CHANNEL } from '@pooltool/store/documents';
import { KEYS_CHANNEL } from '@pooltool/store/keys';
import { USERS_CHANNEL } from '@pooltool/store/website';
import type { config } from '../config.ts';
import type { FilesAt } from '../histories/history-meta.ts';
import type { PoolList } from '../website/pool-list.ts';
import { everyChannel } from './channels/every-channel.ts';
import { type Connections, openConnections } from './connections.ts';
import { openHub } from './hub.ts';
import { observeSockets } from './observe-sockets.ts';

/** Pages that ask come first: what is pushed is drawn on connections of its own, and few. */
const CONNECTIONS = 3;
const LONGEST_WAIT_FOR_CONNECTION_MS = 5_000;

/** What pages are pushed, at work: listening to the database, and no socket yet. */
export async function openWebSocket(
  { config: given, log, clock, metrics, signal, resources, fail }: DaemonContext<(typeof config)['settings']>,
  { network, poolList, files }: { readonly network: Network; readonly poolList: PoolList; readonly files: FilesAt },
): Promise<Connections> {
  const pool = openPool({
    connectionString: given.DATABASE_URL,
    applicationName: 'rest-api-websocket',
    max: CONNECTIONS,
    connectTimeoutMs: LONGEST_WAIT_FOR_CONNECTION_MS,
    statementTimeoutMs: given.REST_API_STATEMENT_LIMIT,
    readOnly: true,
    oneCoreEach: true,
    onConnectionLost: (error) => log.warn({ error }, 'database.connection-lost'),
  });
  resources.onClose('websocket database', () => pool.end());
  const observed = observeSockets(metrics);
  const hub = openHub(everyChannel({ pool, network, clock, poolList, files }), {
    clock,
    log,
    signal,
    mostSubscriptions: given.REST_API_SUBSCRIPTIONS_OF_SOCKET,
    onRedraw: observed.redrawn,
    onSent: observed.sent,
  });
  hub.ended.catch(fail);
  resources.onClose('websocket hub', () => hub.ended.catch(() => {}));
  for (const [channel, onNotify, wake] of [
    [DOCUMENTS_CHANNEL, hub.wake, hub.wake],
    [USERS_CHANNEL, (user: string) => hub.wakeUser(user === '' ? null : user), () => hub.wakeUser(null)],
    // Who speaks for a pool is told there, and not whose it was.
    [KEYS_CHANNEL, () => hub.wakeUser(null), () => hub.wakeUser(null)],
  ] as const) {
    const listening = await listen(pool, channel, onNotify, { onReconnect: wake });
    resources.onClose(`listening to ${channel}`, () => listening.close());
  }
  const connections = openConnections({
    hub,
    clock,
    log,
    signal,
    limits: {
      sockets: given.REST_API_SOCKETS,
      socketsOfAddress: given.REST_API_SOCKETS_OF_ADDRESS,
      messages: { perSecond: given.REST_API_SOCKET_MESSAGES_PER_SECOND, burst: given.REST_API_SOCKET_MESSAGE_BURST },
      waitingBytes: given.REST_API_SOCKET_WAITING_BYTES,
      stuckMs: given.REST_API_SOCKET_STUCK,
      pingMs: given.REST_API_SOCKET_PING,
    },
    onDropped: observed.dropped,
  });
  observed.watch({ connections, hub });
  return connections;
}
