import { ogmiosConnectionLost, ogmiosUnreachable } from '../errors.ts';
import { backOffMs } from './back-off.ts';
import type { Query } from './query.ts';
import { openRpcSocket, type RpcSocket, type SocketCallOptions, type SocketParts } from './rpc-socket.ts';

export interface Reconnecting extends SocketParts {
  /** 0 ≤ result < 1 */
  readonly random: () => number;
}

/** The socket that all questions share. It opens with the first, and anew with the first after it was lost. */
export interface SharedSocket {
  call<Answer>(query: Query<Answer>, options?: SocketCallOptions): Promise<Answer>;
  close(): void;
}

export function shareSocket(parts: Reconnecting): SharedSocket {
  const { clock, timeoutMs } = parts;
  const life = new AbortController();
  let socket: RpcSocket | null = null;
  let opening: Promise<RpcSocket> | null = null;
  let lastFailure: unknown;

  /** Once begun it goes on until it succeeds: who gave up waiting leaves an open connection to the next. */
  async function open(): Promise<RpcSocket> {
    for (let failures = 0; ; ) {
      try {
        const opened = await openRpcSocket(parts, life.signal);
        // Closed in the very moment it opened.
        if (life.signal.aborted) opened.close();
        life.signal.throwIfAborted();
        socket = opened;
        return opened;
      } catch (error) {
        life.signal.throwIfAborted();
        lastFailure = error;
        failures += 1;
        const delayMs = backOffMs(failures, parts.random);
        parts.log.warn({ error, failures, delayMs }, 'ogmios.unreachable');
        await clock.waitMs(delayMs, life.signal);
      }
    }
  }

  function opened(): Promise<RpcSocket> {
    opening ??= open().finally(() => {
      opening = null;
    });
    // Everybody who waits hears of it; that nobody does is no fault.
    opening.catch(() => {});
    return opening;
  }

  async function connected(signal: AbortSignal | undefined): Promise<RpcSocket> {
    if (socket?.open === true) return socket;
    life.signal.throwIfAborted();
    const done = new AbortController();
    const late = clock.waitMs(timeoutMs, AbortSignal.any([done.signal, ...(signal ? [signal] : [])])).then(() => {
      throw ogmiosUnreachable({ message: `no connection to Ogmios in ${timeoutMs} ms`, cause: lastFailure });
    });
    late.catch(() => {});
    try {
      return await Promise.race([opened(), late]);
    } finally {
      done.abort();
    }
  }

  return {
    async call(query, options = {}) {
      options.signal?.throwIfAborted();
      return (await connected(options.signal)).call(query, options);
    },
    close() {
      life.abort(ogmiosConnectionLost({ message: 'the client of Ogmios was closed' }));
      socket?.close();
    },
  };
}
