import { type IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpServer } from '@pooltool/shared-utils/http';
import { WebSocketServer } from 'ws';
import { bearerOf } from '../accounts/bearer.ts';
import { callerAddress } from '../conventions/caller-address.ts';
import type { AllowedOrigins } from '../conventions/cors.ts';
import { originNotAllowed, upgradeRequired } from '../errors.ts';
import { LARGEST_MESSAGE_BYTES } from './client-message.ts';
import type { Connections } from './connections.ts';

/** Where the website connects to (clients.md 4). */
export const WEBSOCKET_PATH = '/ws';

interface Parts {
  readonly connections: Connections;
  readonly origins: AllowedOrigins;
}

/** What Node hands over with a request that wants to become something else. */
interface Upgrade {
  readonly socket: Socket;
  readonly head: Buffer;
}

/**
 * A request for a WebSocket goes the way of every other first: limits by address, proxies that are believed, ids, figures and the log.
 * Refused, it is answered like every other. Sockets are told goodbye before the server waits for its connections to end.
 */
export function webSocketRoute(server: HttpServer, { connections, origins }: Parts): void {
  // Sent whole or in pieces of ours; compressing megabytes anew for every page would cost more than it saves.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
    // A ping is a message like others, and counted.
    autoPong: false,
  });
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();

  // A program that offers another protocol (`Upgrade: h2c`) with a usual request gets its usual answer.
  Object.assign(server.server, { shouldUpgradeCallback: isForWebSocket });
  server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!(socket instanceof Socket)) return void socket.destroy();
    // Nobody listens to it until it is a WebSocket, or has its refusal.
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    // Who asks for it behind a question that is not answered yet would be handed two answers at once; Node lets no second one have the socket.
    if (!isAssigned(response, socket)) return void socket.destroy();
    response.once('finish', () => socket.destroySoon());
    upgrades.set(request, { socket, head });
    server.routing(request, response);
  });

  server.get(WEBSOCKET_PATH, { config: {} }, async (request, reply) => {
    const upgrade = upgrades.get(request.raw);
    if (upgrade === undefined) throw upgradeRequired();
    const { origin } = request.headers;
    if (origins !== '*' && origin !== undefined && !origins.includes(origin)) throw originNotAllowed();
    const address = callerAddress(request.ip);
    const bearer = bearerOf(request);
    connections.demandPlace(address);
    reply.hijack();
    reply.raw.detachSocket(upgrade.socket);
    sockets.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) =>
      connections.accept(socket, { address, bearer }),
    );
    return reply;
  });
  server.addHook('preClose', () => connections.close());
}

const isForWebSocket = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';

function isAssigned(response: ServerResponse, socket: Socket): boolean {
  try {
    response.assignSocket(socket);
    return true;
  } catch {
    return false;
  }
}
