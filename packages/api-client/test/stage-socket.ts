import type { PushSocket } from '../src/pushes/open-pushes.ts';

/** A server's side of the pushes, without a network: sockets that were opened, what was said on each, and the timers. */
export function pushStage() {
  const sockets: StageSocket[] = [];
  const timers = new Set<{ readonly ms: number; readonly work: () => void }>();
  return {
    sockets,
    get last(): StageSocket {
      const socket = sockets.at(-1);
      if (socket === undefined) throw new Error('nothing was opened');
      return socket;
    },
    /** how long each running timer was set to */
    waits: (): number[] => [...timers].map(({ ms }) => ms),
    /** Lets the one timer that runs go off. */
    goOff(): void {
      const [timer, ...others] = timers;
      if (timer === undefined || others.length > 0) throw new Error(`${timers.size} timers run`);
      timers.delete(timer);
      timer.work();
    },
    options: {
      url: 'wss://api.test/ws',
      connect: (): PushSocket => {
        const socket = stageSocket();
        sockets.push(socket);
        return socket;
      },
      after: (ms: number, work: () => void) => {
        const timer = { ms, work };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
      chance: () => 0.5,
    },
  };
}

export interface StageSocket extends PushSocket {
  /** what the client said, read */
  readonly said: unknown[];
  readonly isClosed: () => boolean;
  opens(): void;
  ends(): void;
  tells(message: unknown): void;
}

function stageSocket(): StageSocket {
  const said: unknown[] = [];
  const heard: { type: string; work: (event: { readonly data: unknown }) => void }[] = [];
  let closed = false;
  const happens = (type: string, data: unknown = null): void => {
    for (const one of heard.filter((listener) => listener.type === type)) one.work({ data });
  };
  return {
    said,
    isClosed: () => closed,
    send: (text) => void said.push(JSON.parse(text)),
    close: () => {
      closed = true;
    },
    addEventListener: (type: string, work: (event: { readonly data: unknown }) => void) =>
      void heard.push({ type, work }),
    opens: () => happens('open'),
    ends: () => happens('close'),
    tells: (message) => happens('message', JSON.stringify(message)),
  };
}
