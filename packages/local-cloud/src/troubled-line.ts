import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * `before`: what the client says never arrives. `after`: the server gets it and does what it says, and nobody hears the
 * answer: an object may be stored, a write may have happened.
 */
export type BrokenSide = 'before' | 'after';

/** Stands between clients and one of the local servers, and breaks where a test says. The servers and the SDKs know nothing of it. */
export interface TroubledLine {
  /** the server's, but through here */
  readonly url: string;
  /** The connection on which the `nth` piece from now on is sent breaks there. Replaces a break that has not come yet. */
  breakAt(nth: number, side: BrokenSide): void;
  /** All connections break, and the next so many are refused. */
  goDown(refusals: number): void;
  /** Nothing is to break any more. */
  mend(): void;
  /** how often a connection was broken or refused so far */
  readonly troubles: number;
  close(): Promise<void>;
}

/** @param serverUrl `http://host:port`, with whatever else the SDK wants in it */
export async function startTroubledLine(serverUrl: string): Promise<TroubledLine> {
  const target = new URL(serverUrl);
  const open = new Set<Socket>();
  let coming: { pieces: number; readonly side: BrokenSide } | null = null;
  let refusals = 0;
  let troubles = 0;

  const server = createServer((client) => {
    client.on('error', () => {});
    if (refusals > 0) {
      refusals -= 1;
      troubles += 1;
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    let broken = false;
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      // A connection that breaks is what this is for; the other half learns it by `close`.
      socket.on('error', () => {});
      socket.on('close', () => open.delete(socket));
    }
    client.on('close', () => broken || upstream.destroy());
    upstream.on('close', () => client.destroy());
    upstream.pipe(client);
    client.on('end', () => upstream.end());
    client.on('data', (piece: Buffer) => {
      const side = sideOfBreak();
      if (side === null) {
        upstream.write(piece);
        return;
      }
      broken = true;
      upstream.unpipe(client);
      upstream.resume();
      if (side === 'after' && !upstream.writableEnded) upstream.end(piece);
      else upstream.destroy();
      client.destroy();
    });
  });

  function sideOfBreak(): BrokenSide | null {
    if (coming === null) return null;
    coming.pieces -= 1;
    if (coming.pieces > 0) return null;
    const { side } = coming;
    coming = null;
    troubles += 1;
    return side;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);

  return {
    // Without the slash that `href` adds: as the servers tell theirs.
    url: url.pathname === '/' && url.search === '' ? url.origin : url.href,
    get troubles() {
      return troubles;
    },
    breakAt(nth, side) {
      coming = { pieces: nth, side };
    },
    goDown(count) {
      refusals = count;
      for (const socket of open) socket.destroy();
    },
    mend() {
      coming = null;
      refusals = 0;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
