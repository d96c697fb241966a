import type { Clock } from '@pooltool/shared-utils/clock';
import { declaredError, unexpected } from '@pooltool/shared-utils/http';
import type { Log } from '@pooltool/shared-utils/log';
import type WebSocket from 'ws';
import { type Allowance, tokenBuckets } from '../conventions/token-buckets.ts';
import { messageInvalid, tooManySockets } from '../errors.ts';
import { readClientMessage } from './client-message.ts';
import type { Hub } from './hub.ts';
import { type Listener, leaveAll, listener } from './listener.ts';
import { makeOutlet } from './outlet.ts';
import { errorMessage, PING_MESSAGE } from './server-message.ts';

export interface ConnectionLimits {
  /** altogether, and of one address */
  readonly sockets: number;
  readonly socketsOfAddress: number;
  /** of one socket, and ten times less of each when an address has as many as it may; what is not understood counts five times */
  readonly messages: Allowance;
  /** that may wait to leave through one socket */
  readonly waitingBytes: number;
  /** a socket through which nothing leaves for so long, while something waits, is closed */
  readonly stuckMs: number;
  readonly pingMs: number;
}

/** Why a socket was closed by us. */
export type Dropped = 'too slow' | 'silent' | 'too many messages';

export interface Connections {
  /** @throws POOLTOOL_TOO_MANY_SOCKETS (503) when there is no place for one more */
  demandPlace(address: string): void;
  accept(socket: WebSocket, from: { readonly address: string; readonly bearer: string | null }): void;
  count(): number;
  /** Says goodbye to all, and resolves when they are gone. */
  close(): Promise<void>;
}

interface Connection {
  readonly socket: WebSocket;
  /** Of his own allowance. @returns false: there is not so much left */
  readonly take: (cost: number) => boolean;
  readonly who: Listener;
  pingAtMs: number;
  /** pings since he was heard last */
  unanswered: number;
  /** when it is cut, whatever he answers; null: it is not being closed */
  cutAtMs: number | null;
}

interface ConnectionsParts {
  readonly hub: Hub;
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onDropped: (why: Dropped) => void;
}

/** RFC 6455, 7.4.1 */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

const LOOK_MS = 1_000;
/** Whoever is told goodbye answers within this, or is cut off. */
const GOODBYE_MS = 1_000;
/** Pings that may stay unanswered. */
const MOST_UNANSWERED = 2;
const COST_OF_NONSENSE = 5;

/** Every open socket: who is behind it, whether he is still there, and whether he keeps to what one may. */
export function openConnections({ hub, limits, clock, log, signal, onDropped }: ConnectionsParts): Connections {
  const open = new Set<Connection>();
  const byAddress = new Map<string, number>();
  const together = tokenBuckets(allowanceTogether(limits), { most: limits.sockets });
  let closing = false;

  function heed(connection: Connection, data: WebSocket.RawData, isBinary: boolean): void {
    const { who, take } = connection;
    connection.unanswered = 0;
    if (connection.cutAtMs !== null) return;
    let left = take(1);
    let channel: string | null = null;
    try {
      if (isBinary) throw messageInvalid({ message: 'the message is binary, not text' });
      const message = readClientMessage(textOf(data));
      if (left && message.action !== 'pong') {
        ({ channel } = message);
        left = together.take(who.address, { cost: 1, nowMs: clock.now() }).allowed;
        if (left) hub.heed(who, message);
      }
    } catch (thrown) {
      const error = declaredError(thrown);
      if (unexpected.is(error)) log.error({ channel, error: thrown }, 'websocket.message-failed');
      if (error.disposition === 'reject') left = take(COST_OF_NONSENSE - 1) && left;
      who.outlet.tell(channel === null ? errorMessage(error) : errorMessage(error, { channel }));
    }
    if (!left) drop(connection, 'too many messages', POLICY_VIOLATION);
  }

  /** Whoever pings and reads no answer is stopped like whoever says too much. */
  function answerPing(connection: Connection, data: Buffer): void {
    connection.unanswered = 0;
    if (connection.cutAtMs !== null) return;
    if (connection.take(1)) connection.socket.pong(data);
    else drop(connection, 'too many messages', POLICY_VIOLATION);
  }

  function drop(connection: Connection, why: Dropped, code: number): void {
    onDropped(why);
    log.debug({ why, subscriptions: connection.who.held.size }, 'websocket.dropped');
    sayGoodbye(connection, code, why);
  }

  function sayGoodbye(connection: Connection, code: number, why: string): void {
    leaveAll(connection.who);
    connection.cutAtMs ??= clock.now() + GOODBYE_MS;
    connection.socket.close(code, why);
  }

  function look(connection: Connection): void {
    const now = clock.now();
    const { who, socket, cutAtMs } = connection;
    if (cutAtMs !== null) {
      if (now >= cutAtMs) socket.terminate();
    } else if (who.outlet.isStuck(limits.stuckMs)) {
      drop(connection, 'too slow', TRY_AGAIN_LATER);
    } else if (now >= connection.pingAtMs) {
      connection.pingAtMs = now + limits.pingMs;
      if (connection.unanswered >= MOST_UNANSWERED) drop(connection, 'silent', POLICY_VIOLATION);
      // Behind what he is still reading it would measure nothing but that, and what he reads is watched.
      else if (!who.outlet.isFull()) {
        connection.unanswered += 1;
        who.outlet.tell(PING_MESSAGE);
      }
    }
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await clock.waitMs(LOOK_MS, signal).catch(() => {});
      for (const connection of open) look(connection);
    }
  }
  void watch();

  return {
    demandPlace(address) {
      if (closing) throw tooManySockets({ message: 'the server is stopping' });
      if (open.size >= limits.sockets) throw tooManySockets();
      if ((byAddress.get(address) ?? 0) >= limits.socketsOfAddress) {
        throw tooManySockets({ message: `at most ${limits.socketsOfAddress} WebSockets are open for one address` });
      }
    },
    accept(socket, { address, bearer }) {
      const who = listener(makeOutlet(socket, { mostBytes: limits.waitingBytes, clock }), { address, bearer });
      const bucket = tokenBuckets(limits.messages, { most: 1 });
      const connection: Connection = {
        socket,
        take: (cost) => bucket.take('', { cost, nowMs: clock.now() }).allowed,
        who,
        pingAtMs: clock.now() + limits.pingMs,
        unanswered: 0,
        cutAtMs: null,
      };
      open.add(connection);
      byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
      socket.on('message', (data, isBinary) => heed(connection, data, isBinary));
      socket.on('ping', (data) => answerPing(connection, data));
      // A frame that is none, or too long a message: ws closes it, and 'close' follows.
      socket.on('error', (error) => log.debug({ error }, 'websocket.broken'));
      log.debug({ open: open.size }, 'websocket.opened');
      socket.on('close', (code) => {
        log.debug({ code, open: open.size - 1 }, 'websocket.closed');
        leaveAll(who);
        open.delete(connection);
        const left = (byAddress.get(address) ?? 1) - 1;
        if (left === 0) byAddress.delete(address);
        else byAddress.set(address, left);
      });
      if (closing) sayGoodbye(connection, GOING_AWAY, 'the server is stopping');
    },
    count: () => open.size,
    async close() {
      closing = true;
      const gone = [...open].map(({ socket }) => new Promise<void>((resolve) => socket.once('close', () => resolve())));
      for (const connection of open) sayGoodbye(connection, GOING_AWAY, 'the server is stopping');
      const all = Promise.all(gone);
      const late = new AbortController();
      await Promise.race([all, clock.waitMs(GOODBYE_MS, late.signal).catch(() => {})]);
      late.abort();
      for (const { socket } of open) socket.terminate();
      await all;
    },
  };
}

/**
 * What all sockets of one address may say together, as each subscription may be drawn for: as much as a tenth of those that it may have.
 * Pages say what they show when they come, and then little.
 */
function allowanceTogether({ messages, socketsOfAddress }: ConnectionLimits): Allowance {
  const sockets = Math.ceil(socketsOfAddress / 10);
  return { perSecond: sockets * messages.perSecond, burst: sockets * messages.burst };
}

/** ws hands a text over as bytes, whole or in pieces. */
function textOf(data: WebSocket.RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
