import { once } from 'node:events';
import WebSocket from 'ws';

/** A message of the server, as it came. */
export interface Heard {
  readonly type: 'snapshot' | 'update' | 'ping' | 'error';
  readonly channel?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly seq?: number;
  // Whatever was sent; tests say what they expect of it.
  readonly data?: ReturnType<typeof JSON.parse>;
  readonly code?: string;
  readonly msg?: string;
  readonly whatToDo?: string;
}

export interface PageSocket {
  readonly socket: WebSocket;
  /** all that was heard, in order; pings too */
  readonly heard: Heard[];
  say(message: unknown): void;
  subscribe(channel: string, params?: Readonly<Record<string, unknown>>): void;
  unsubscribe(channel: string, params?: Readonly<Record<string, unknown>>): void;
  /** The first message, also one that came before, that fits, from the `from`th on. */
  heardOf(fits: (message: Heard) => boolean, from?: number): Promise<Heard>;
  snapshot(channel: string): Promise<Heard>;
  /** its code */
  readonly closed: Promise<number>;
  close(): Promise<void>;
}

interface Options {
  readonly headers?: Readonly<Record<string, string>>;
  /** false: pings stay unanswered */
  readonly answersPings?: boolean;
}

/** A page's WebSocket, as the website has it (clients.md 3.6). */
export async function openPageSocket(
  url: string,
  { headers = {}, answersPings = true }: Options = {},
): Promise<PageSocket> {
  const socket = new WebSocket(url, { headers });
  const heard: Heard[] = [];
  const waiting = new Set<() => void>();
  const say = (message: unknown): void => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  socket.on('message', (data) => {
    const message: Heard = JSON.parse(String(data));
    heard.push(message);
    if (message.type === 'ping' && answersPings) say({ action: 'pong' });
    for (const look of waiting) look();
  });
  const closed = once(socket, 'close').then(([code]: unknown[]) => Number(code));
  closed.catch(() => {});
  await once(socket, 'open');

  function heardOf(fits: (message: Heard) => boolean, from = 0): Promise<Heard> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = heard.slice(from).find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  }
  return {
    socket,
    heard,
    say,
    subscribe: (channel, params = {}) => say({ action: 'subscribe', channel, params }),
    unsubscribe: (channel, params = {}) => say({ action: 'unsubscribe', channel, params }),
    heardOf,
    snapshot: (channel) => heardOf((message) => message.type === 'snapshot' && message.channel === channel),
    closed,
    close: async () => {
      socket.close();
      await closed;
    },
  };
}
