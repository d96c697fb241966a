import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request that goes through the line, `GET /v1/epochs/needs`, before the server hears it or after it has answered. */
export interface Passing {
  readonly what: string;
  readonly when: 'before' | 'after';
}

/**
 * Stands between a client and an HTTP server, and tells of each request twice. When `told` answers true, the client hears nothing more:
 * before, the server never heard of it; after, it has done what it was asked.
 */
export async function startWatchedLine(serverUrl: string, told: (passing: Passing) => boolean) {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const what = `${request.method} ${request.url?.split('?')[0]}`;
    if (told({ what, when: 'before' })) return void request.socket.destroy();
    const target = ask(new URL(request.url ?? '/', serverUrl), { method: request.method, headers: request.headers });
    request.pipe(target);
    const [answer]: IncomingMessage[] = await once(target, 'response');
    const pieces: Uint8Array[] = [];
    for await (const piece of answer ?? []) pieces.push(piece);
    if (told({ what, when: 'after' })) return void request.socket.destroy();
    response.writeHead(answer?.statusCode ?? 502, answer?.headers).end(Buffer.concat(pieces));
  };
  const server = createServer((request, response) => {
    request.on('error', () => {});
    pass(request, response).catch(() => request.socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the line does not listen on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
