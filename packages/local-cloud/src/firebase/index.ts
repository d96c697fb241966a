import { createServer, type Server } from 'node:http';
import { systemClock } from '@pooltool/shared-utils/clock';
import { Namespaces } from './database/namespaces.ts';
import type { Allow, GateParts } from './identity/access.ts';
import { httpListener } from './rest/http-listener.ts';
import { securityRules } from './rules/security-rules.ts';
import { exportNode } from './tree/export-node.ts';
import { parsePath } from './tree/path.ts';
import { longPolling } from './wire/long-poll-transport.ts';
import { acceptWebSockets } from './wire/web-socket-transport.ts';

export type { AccessRequest, Allow } from './identity/access.ts';
export type { Identity } from './identity/identity.ts';

export interface RealtimeDatabaseOptions {
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Absent: 127.0.0.1. */
  readonly host?: string;
  /** Where the data is kept; absent: in memory only. */
  readonly dataDir?: string;
  /** Milliseconds since 1970; absent: the machine's clock. */
  readonly now?: () => number;
  /** Decides reads and writes of everybody but the owner (the Admin SDK); absent: everything is allowed. */
  readonly allow?: Allow;
  /** A parsed rules file, enforced on everybody but the owner; absent: `allow` alone decides. */
  readonly rules?: unknown;
  /** The project local ID tokens are made for. */
  readonly projectId?: string;
}

export interface RealtimeDatabase {
  /** `http://host:port`; SDKs add `?ns=NAME`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Ends all connections and makes the data safe on disk. Calling it again does nothing more. */
  stop(): Promise<void>;
  /** For tests and the console: the JSON at a path such as `/a/b`, null when nothing is there. */
  read(path: string, namespace?: string): unknown;
}

/**
 * Starts a Firebase Realtime Database on this machine: WebSocket protocol version 5, REST with streaming, and as much of
 * the identity service as a custom-token login needs. Rejects when the port is taken, the data is damaged
 * or the rules cannot be read (POOLTOOL_LOCAL_RULES_INVALID).
 */
export async function startRealtimeDatabase(options: RealtimeDatabaseOptions = {}): Promise<RealtimeDatabase> {
  const { port = 0, host = '127.0.0.1', dataDir, projectId = 'local' } = options;
  const now = options.now ?? (() => systemClock.now());
  const rules = options.rules === undefined ? null : securityRules(options.rules);
  const gate: GateParts = { allow: options.allow ?? (() => true), rules, now };
  const server = createServer({ requestTimeout: 0 });
  const boundPort = await listen(server, port, host);
  // The port keeps a second server away from the data, so it comes first; nothing is served before the next line ends.
  const namespaces = await openOrClose(server, () => new Namespaces({ now, dataDir }));
  const polling = longPolling({ namespaces, ...gate });
  const sockets = acceptWebSockets(server, { namespaces, ...gate });
  server.on('request', httpListener({ namespaces, ...gate, projectId, poll: (...poll) => polling.answer(...poll) }));
  let stopped: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    host,
    port: boundPort,
    stop() {
      stopped ??= closed(server, [sockets, polling]).then(() => namespaces.close());
      return stopped;
    },
    read: (path, namespace = 'default') =>
      exportNode(namespaces.named(namespace).read(parsePath(path)), { priorities: false }),
  };
}

async function openOrClose(server: Server, open: () => Namespaces): Promise<Namespaces> {
  try {
    return open();
  } catch (error) {
    await closed(server, []);
    throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', reject);
  server.listen(port, host, () => {
    const address = server.address();
    resolve(typeof address === 'object' && address !== null ? address.port : port);
  });
  return promise;
}

function closed(server: Server, transports: readonly { close(): void }[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  for (const transport of transports) transport.close();
  server.closeAllConnections();
  return promise;
}
