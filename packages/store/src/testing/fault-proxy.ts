import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { type FrontendMessage, frontendMessages } from './frontend-messages.ts';

/**
 * `before`: the message never reaches PostgreSQL. `after`: PostgreSQL gets it and does what it says, and nobody hears the
 * answer: a COMMIT may have happened.
 */
export type CutSide = 'before' | 'after';

/** Stands between a pool and PostgreSQL and breaks connections where a test says, to the message. */
export interface FaultProxy {
  /** PostgreSQL's, but through here: for `openPool` */
  readonly url: string;
  /**
   * The connection that sends the `nth` message from now on, all connections counted together, first packets and goodbyes
   * left out, is cut there. Replaces a cut that has not happened yet.
   */
  cutAt(nth: number, side: CutSide): void;
  /**
   * Calls `strike` as the `nth` message from now on goes through. Replaces one that has not come yet. A `cutAt(0, side)` in there
   * cuts this very message's connection.
   */
  strikeAt(nth: number, strike: () => void): void;
  /**
   * The next connection to say COMMIT after it said something that holds `text` in that transaction is cut there. `after`:
   * it is committed, and nobody hears of it. Replaces one that has not come yet.
   */
  cutAtCommit(text: string, side: CutSide): void;
  /** Neither cut nor strike is to come any more. @returns whether one was still waiting */
  disarm(): boolean;
  /** how many messages went through so far, and how many connections were cut */
  readonly counts: { readonly messages: number; readonly cuts: number };
  /** until PostgreSQL has done what cut connections had said, and let go of them */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const TERMINATE = 'X';

/** A proxy to the server of `databaseUrl` (TCP), on a port of its own of 127.0.0.1. */
export async function startFaultProxy(databaseUrl: string): Promise<FaultProxy> {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  const ending = new Set<Promise<unknown>>();
  const counts = { messages: 0, cuts: 0 };
  let cut: { at: number; side: CutSide } | null = null;
  let coming: { at: number; strike: () => void } | null = null;
  let commit: { text: string; side: CutSide } | null = null;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const read = frontendMessages();
    let broken = false;
    let isMeant = false;
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
      const through: Buffer[] = [];
      for (const message of read(piece)) {
        const side = sideOfCut(message) ?? sideAtCommit(message);
        if (side !== 'before') through.push(message.bytes);
        if (side === null) continue;
        broken = true;
        if (!upstream.destroyed) {
          const ended = once(upstream, 'close').finally(() => ending.delete(ended));
          ending.add(ended);
        }
        breakOff({ client, upstream, lastWords: Buffer.concat(through) });
        return;
      }
      upstream.write(Buffer.concat(through));
    });

    function sideAtCommit({ type, bytes }: FrontendMessage): CutSide | null {
      if (commit === null) return null;
      if (type !== 'Q' || bytes.toString('latin1', 5, 11).toLowerCase() !== 'commit') {
        isMeant ||= bytes.includes(commit.text);
        return null;
      }
      if (!isMeant) return null;
      const { side } = commit;
      commit = null;
      counts.cuts += 1;
      return side;
    }
  });

  /** Where this message is to be cut, once. A goodbye is no place: whoever says it may be of another time. */
  function sideOfCut({ type }: FrontendMessage): CutSide | null {
    if (type === null || type === TERMINATE) return null;
    counts.messages += 1;
    if (coming !== null && counts.messages >= coming.at) {
      const { strike } = coming;
      // First: what strikes may say when the next one comes.
      coming = null;
      strike();
    }
    if (cut === null || counts.messages < cut.at) return null;
    const { side } = cut;
    cut = null;
    counts.cuts += 1;
    return side;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);

  return {
    url: url.href,
    counts,
    cutAt(nth, side) {
      cut = { at: counts.messages + nth, side };
    },
    strikeAt(nth, strike) {
      coming = { at: counts.messages + nth, strike };
    },
    cutAtCommit(text, side) {
      commit = { text, side };
    },
    disarm() {
      const waiting = cut !== null || coming !== null || commit !== null;
      commit = null;
      cut = null;
      coming = null;
      return waiting;
    },
    async settled() {
      await Promise.all(ending);
    },
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}

/**
 * The client hears nothing more, not even what PostgreSQL said already; PostgreSQL reads what it was sent, works on it,
 * and then finds that the line has ended.
 */
function breakOff({ client, upstream, lastWords }: { client: Socket; upstream: Socket; lastWords: Buffer }): void {
  upstream.unpipe(client);
  upstream.resume();
  // PostgreSQL itself may have gone at this very moment.
  if (!upstream.writableEnded) upstream.end(lastWords);
  client.destroy();
}
