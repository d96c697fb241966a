import type { Network } from '@pooltool/domain';
import { type Clock, systemClock } from '@pooltool/shared-utils/clock';
import { buildServer, listen } from '@pooltool/shared-utils/http';
import { type MemoryLog, memoryLog } from '@pooltool/shared-utils/log';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import type { Pool } from '@pooltool/shared-utils/pg';
import { apiRoutes } from '../../src/api-routes.ts';
import type { AllowedOrigins } from '../../src/conventions/cors.ts';
import { takeTurns } from '../../src/conventions/turns.ts';
import { filesAt } from '../../src/histories/history-meta.ts';
import { keepPoolList } from '../../src/website/pool-list.ts';
import { everyChannel } from '../../src/websocket/channels/every-channel.ts';
import { type ConnectionLimits, openConnections } from '../../src/websocket/connections.ts';
import { type Hub, type OfferedChannel, openHub } from '../../src/websocket/hub.ts';
import { observeSockets } from '../../src/websocket/observe-sockets.ts';
import { EMPTY_ARCHIVE } from '../served-api.ts';
import { openPageSocket, type PageSocket } from './page-socket.ts';

const ROOMY: ConnectionLimits = {
  sockets: 10_000,
  socketsOfAddress: 10_000,
  messages: { perSecond: 1_000, burst: 10_000 },
  waitingBytes: 262_144,
  stuckMs: 15_000,
  pingMs: 30_000,
};

export const FILES_URL = 'https://files.test/bucket';

export interface SocketStage {
  /** ws://…/ws */
  readonly url: string;
  /** http://… */
  readonly address: string;
  readonly hub: Hub;
  readonly log: MemoryLog;
  /** Closed with the stage. */
  page(options?: Parameters<typeof openPageSocket>[1]): Promise<PageSocket>;
  metrics(): Promise<string>;
  /** As a daemon that is asked to stop. */
  close(): Promise<void>;
}

export interface SocketStageParts {
  readonly pool: Pool;
  readonly network: Network;
  readonly clock?: Clock;
  readonly limits?: Partial<ConnectionLimits>;
  readonly mostSubscriptions?: number;
  readonly origins?: AllowedOrigins;
  readonly channels?: readonly OfferedChannel[];
  /** of sessions; absent: the machine's */
  readonly sessionClock?: Pick<Clock, 'now'>;
}

/** The API with its WebSocket, listening; nothing wakes the hub but the test. */
export async function socketStage(parts: SocketStageParts): Promise<SocketStage> {
  const { pool, network, clock = systemClock, limits = {}, mostSubscriptions = 50, origins = '*' } = parts;
  const log = memoryLog();
  const ending = new AbortController();
  const metrics = makeMetrics({ daemon: 'rest-api', processMetrics: false });
  const observed = observeSockets(metrics);
  const poolList = keepPoolList({ pool, network, clock });
  const channels =
    parts.channels ??
    everyChannel({ pool, network, clock: parts.sessionClock ?? clock, poolList, files: filesAt(FILES_URL, network) });
  const common = { clock, log, signal: ending.signal };
  const hub = openHub(channels, { ...common, mostSubscriptions, onRedraw: observed.redrawn, onSent: observed.sent });
  const connections = openConnections({ ...common, hub, limits: { ...ROOMY, ...limits }, onDropped: observed.dropped });
  observed.watch({ connections, hub });
  const server = buildServer({ log, metrics, limits: { bodyBytes: 64 * 1024 }, trustProxy: 'loopback' });
  apiRoutes(server, {
    pool,
    network,
    clock,
    origins,
    poolList,
    archive: EMPTY_ARCHIVE,
    inTurn: takeTurns({ atOnce: 1, mostWaiting: 1 }),
    publicUrl: 'https://api.test',
    allowance: { perSecond: 1_000, burst: 100_000 },
    posts: [],
    sockets: connections,
  });
  const listening = await listen(server, { host: '127.0.0.1', port: 0 });
  const url = `${listening.address.replace('http', 'ws')}/ws`;
  return {
    url,
    address: listening.address,
    hub,
    log,
    page: (options) => openPageSocket(url, options),
    metrics: async () => (await metrics.page()).text,
    async close() {
      await listening.close();
      ending.abort(new Error('the stage ends'));
      await hub.ended;
    },
  };
}
