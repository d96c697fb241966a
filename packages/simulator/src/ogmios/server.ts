import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stringifyLossless } from '@pooltool/shared-utils/json';
import { WebSocketServer } from 'ws';
import type { OgmiosFace } from './answers/wire-words.ts';
import { Connection } from './connection.ts';
import { RpcFailure } from './failure.ts';
import type { Faults } from './fault.ts';
import { healthAnswer } from './health.ts';
import type { SimulatedNode } from './node.ts';
import { errorText, type RpcRequest, readRequest, resultText } from './rpc.ts';
import { Session } from './session.ts';

export interface OgmiosServerOptions {
  readonly node: SimulatedNode;
  /** Default v7. */
  readonly face?: OgmiosFace;
  /** Default: a free one. */
  readonly port?: number;
  readonly faults?: Faults;
}

export interface OgmiosServer {
  /** ws:; the same with http: takes POST and `GET /health` */
  readonly url: URL;
  /** what goes wrong from now on; null: nothing */
  faults: Faults | null;
  readonly connections: number;
  /** requests since it started */
  readonly requests: number;
  /** The node gives up every acquired state. */
  expireAcquired(): void;
  /** Every connection ends as when a cable is cut. */
  disconnectAll(): void;
  close(): Promise<void>;
}

const MOST_BODY_BYTES = 1024 * 1024;

/** Ogmios as it stands before a simulated node, on this machine only: WebSocket and HTTP on one port (chain-input.md 4). */
export async function startOgmiosServer({
  node,
  face = 'v7',
  port = 0,
  faults = () => null,
}: OgmiosServerOptions): Promise<OgmiosServer> {
  const http = createServer((request, response) => {
    void answerHttp(request, response, { node, face });
  });
  const sockets = new WebSocketServer({ server: http });
  const connections = new Set<Connection>();
  let requests = 0;
  const control: { faults: Faults | null } = { faults };
  const faultOf = (method: string) => {
    requests += 1;
    return control.faults?.({ method, count: requests }) ?? null;
  };
  sockets.on('connection', (socket, request) => {
    const connection = new Connection({ socket, raw: request.socket, session: new Session(node, face), faultOf });
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  await listening(http, port);
  return {
    url: urlOf(http),
    get faults() {
      return control.faults;
    },
    set faults(wanted) {
      control.faults = wanted;
    },
    get connections() {
      return connections.size;
    },
    get requests() {
      return requests;
    },
    expireAcquired() {
      for (const { session } of connections) session.expire();
    },
    disconnectAll() {
      for (const connection of connections) connection.cut();
    },
    close: () => closed(http, connections),
  };
}

function listening(http: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, host: '127.0.0.1' }, resolve);
  });
}

function urlOf(http: Server): URL {
  const address: AddressInfo | string | null = http.address();
  if (address === null || typeof address === 'string') throw new TypeError('listens on no port');
  return new URL(`ws://127.0.0.1:${address.port}`);
}

function closed(http: Server, connections: ReadonlySet<Connection>): Promise<void> {
  for (const connection of connections) connection.cut();
  http.closeAllConnections();
  return new Promise((resolve) => http.close(() => resolve()));
}

/** One request, one answer; what needs a connection's memory is not served here. */
async function answerHttp(
  request: IncomingMessage,
  response: ServerResponse,
  { node, face }: { readonly node: SimulatedNode; readonly face: OgmiosFace },
): Promise<void> {
  const say = (status: number, text: string): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  };
  let asked: RpcRequest | null = null;
  try {
    if (request.method === 'GET' && request.url === '/health') {
      say(200, stringifyLossless(healthAnswer(node, face)));
    } else if (request.method === 'POST') {
      asked = readRequest(await bodyOf(request));
      if (!asked.method.startsWith('query')) throw new RpcFailure(-32000, 'This method needs a WebSocket.');
      say(200, resultText(asked, await new Session(node, face).answer(asked.method, asked.params, NEVER)));
    } else say(404, '"not found"');
  } catch (error) {
    if (error instanceof RpcFailure) say(400, errorText(asked, error));
    else say(500, errorText(asked, new RpcFailure(-32603, String(error))));
  }
}

const NEVER = new AbortController().signal;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    pieces.push(Buffer.from(piece));
    bytes += piece.length;
    if (bytes > MOST_BODY_BYTES) throw new RpcFailure(-32600, 'Invalid request: too long.');
  }
  return Buffer.concat(pieces).toString('utf8');
}
