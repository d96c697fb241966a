import type { Clock } from '@pooltool/shared-utils/clock';
import type { PoolToolError } from '@pooltool/shared-utils/errors';
import { type RawData, WebSocket } from 'ws';
import { ogmiosAnswerTooLarge, ogmiosConnectionLost, ogmiosUnreachable } from '../errors.ts';

/** An open WebSocket whose end is told once, and noticed also when the peer only stopped speaking. */
export interface Transport {
  send(text: string): void;
  /** Ends at once and tells nobody. */
  destroy(): void;
}

interface TransportOptions {
  readonly url: URL;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly pingMs: number;
  readonly maxMessageBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly onMessage: (data: RawData, isBinary: boolean) => void;
  readonly onEnd: (reason: PoolToolError) => void;
}

/** @throws POOLTOOL_OGMIOS_UNREACHABLE, or the signal's reason */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const { url, clock, timeoutMs, maxMessageBytes, signal, onMessage, onEnd } = options;
  signal?.throwIfAborted();
  const socket = new WebSocket(url, { maxPayload: maxMessageBytes, perMessageDeflate: false });
  const life = new AbortController();
  const opened = Promise.withResolvers<void>();
  let bytesRead = (): number => 0;
  let failure: Error | null = null;
  socket.on('upgrade', (response) => {
    bytesRead = () => response.socket.bytesRead;
  });
  socket.on('open', () => opened.resolve());
  socket.on('message', onMessage);
  socket.on('error', (error) => {
    failure = error;
  });
  socket.on('close', (code) => {
    const reason = reasonOfEnd(code, failure, options);
    life.abort();
    opened.reject(unreachable(url, failure?.message ?? `closed with ${code}`, failure));
    onEnd(reason);
  });
  const aborted = (): void => opened.reject(signal?.reason);
  signal?.addEventListener('abort', aborted, { once: true });
  const late = new AbortController();
  clock.waitMs(timeoutMs, late.signal).then(
    () => opened.reject(unreachable(url, `no answer in ${timeoutMs} ms`)),
    () => {},
  );
  const destroy = (): void => {
    life.abort();
    socket.terminate();
  };
  try {
    await opened.promise;
  } catch (error) {
    destroy();
    throw error;
  } finally {
    late.abort();
    signal?.removeEventListener('abort', aborted);
  }
  const silent = (): void => {
    onEnd(ogmiosConnectionLost({ message: `${url.host}: not a byte in ${2 * options.pingMs} ms` }));
    destroy();
  };
  void watch({ ...options, socket, bytesRead: () => bytesRead(), life: life.signal, silent });
  return { send: (text) => socket.send(text, () => {}), destroy };
}

/** Asks a peer that says nothing whether it lives. A long answer on its way counts as life, however long it takes. */
async function watch(given: {
  readonly socket: WebSocket;
  readonly clock: Clock;
  readonly pingMs: number;
  readonly bytesRead: () => number;
  readonly life: AbortSignal;
  readonly silent: () => void;
}): Promise<void> {
  const { socket, clock, pingMs, bytesRead, life, silent } = given;
  let before = bytesRead();
  let asked = false;
  for (;;) {
    try {
      await clock.waitMs(pingMs, life);
    } catch {
      return;
    }
    const now = bytesRead();
    const spoke = now !== before;
    before = now;
    if (!spoke && asked) return silent();
    asked = !spoke;
    if (asked) socket.ping(undefined, undefined, () => {});
  }
}

function reasonOfEnd(code: number, failure: Error | null, { url, maxMessageBytes }: TransportOptions): PoolToolError {
  if (failure !== null && 'code' in failure && failure.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    const message = `${url.host}: a message of more than ${maxMessageBytes} bytes`;
    return ogmiosAnswerTooLarge({ message, cause: failure });
  }
  const message = `${url.host}: the connection ended with ${failure?.message ?? code}`;
  return ogmiosConnectionLost({ message, cause: failure ?? undefined });
}

const unreachable = (url: URL, why: string, cause?: unknown) =>
  ogmiosUnreachable({ message: `${url.host}: ${why}`, cause: cause ?? undefined });
