import { anyChance, type BackOff, USUAL_BACK_OFF, waitMs } from './back-off.ts';
import type { Channel, ChannelData, ChannelParams } from './channels.ts';
import { type Message, type Refusal, readMessage } from './read-message.ts';
import { type Deliver, subscriptions, type Wanted } from './subscriptions.ts';

export type Push<Name extends Channel> =
  | { readonly kind: 'snapshot'; readonly data: ChannelData<Name, 'snapshot'>; readonly seq: number | null }
  | { readonly kind: 'update'; readonly data: ChannelData<Name, 'update'>; readonly seq: number | null };

export type PushesState =
  /** nothing is subscribed to yet */
  | 'idle'
  | 'connecting'
  | 'open'
  /** the connection was lost; it will be tried again */
  | 'waiting'
  | 'closed';

/** As much of a WebSocket as is used. */
export interface PushSocket {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close' | 'error', heard: () => void): void;
  addEventListener(type: 'message', heard: (event: { readonly data: unknown }) => void): void;
}

export interface PushesOptions {
  /** `wss://api.example.org/ws` */
  readonly url: string;
  /** of whoever is signed in; only `user_data` needs it, and only there it is sent */
  readonly token?: () => string | null;
  /** hears what the server does not do: without a token it tells nothing of a user */
  readonly onRefusal?: (refusal: Refusal) => void;
  readonly onState?: (state: PushesState) => void;
  readonly backOff?: BackOff;
  /** a connection on which nothing came for so long, not even a ping, is dead */
  readonly silentMs?: number;
  readonly connect?: (url: string) => PushSocket;
  readonly after?: (ms: number, work: () => void) => () => void;
  readonly chance?: () => number;
}

export interface Pushes {
  readonly state: PushesState;
  /**
   * From now on the listener hears of it, first a snapshot, and after each lost connection a snapshot again. Returns how to end
   * that. Several may listen to the same: the server is asked once, and each new listener brings all of them a snapshot.
   */
  subscribe<Name extends Channel>(
    channel: Name,
    params: ChannelParams<Name>,
    listener: (push: Push<Name>) => void,
  ): () => void;
  /** For good: nothing is heard after it. */
  close(): void;
}

/** Longer than the server lets pass between two pings. */
const USUAL_SILENCE_MS = 120_000;

/** The API's pushes over one WebSocket, which is opened with the first subscription, and again whenever it is lost. */
export function openPushes(options: PushesOptions): Pushes {
  const { url, token = () => null, backOff = USUAL_BACK_OFF, silentMs = USUAL_SILENCE_MS } = options;
  const { connect = openSocket, after = onTimer, chance = anyChance } = options;
  const wanted = subscriptions();
  let socket: PushSocket | null = null;
  let state: PushesState = 'idle';
  let failures = 0;
  let stopTimer = (): void => {};

  /** Whether it is so still: who hears of it may close. */
  const become = (next: PushesState): boolean => {
    if (state !== next) {
      state = next;
      options.onState?.(next);
    }
    return state === next;
  };
  const startTimer = (ms: number, work: () => void): void => {
    stopTimer();
    stopTimer = after(ms, work);
  };

  function open(): void {
    if (!become('connecting')) return;
    const opened = connect(url);
    socket = opened;
    // A socket that was given up may still tell of its end.
    const current = (work: () => void) => (): void => {
      if (socket === opened) work();
    };
    startTimer(silentMs, lost);
    opened.addEventListener(
      'open',
      current(() => {
        become('open');
        for (const one of wanted.all()) tell('subscribe', one);
      }),
    );
    opened.addEventListener('message', ({ data }) => current(() => hear(readMessage(data)))());
    opened.addEventListener('close', current(lost));
    opened.addEventListener('error', () => {});
  }

  function lost(): void {
    const given = socket;
    socket = null;
    given?.close();
    if (!become('waiting')) return;
    startTimer(waitMs(backOff, failures, chance()), open);
    failures += 1;
  }

  function hear(message: Message): void {
    // Only who says something is alive: a server that takes connections and drops them is left alone longer and longer.
    failures = 0;
    startTimer(silentMs, lost);
    switch (message.type) {
      case 'ping':
        socket?.send('{"action":"pong"}');
        return;
      case 'error':
        options.onRefusal?.(message.refusal);
        return;
      case 'snapshot':
      case 'update':
        for (const deliver of wanted.listening(message)) deliver(message);
        return;
      case 'unknown':
        return;
    }
  }

  function tell(action: 'subscribe' | 'unsubscribe', { channel, params }: Wanted): void {
    if (socket === null || state !== 'open') return;
    const bearer = channel === 'user_data' ? token() : null;
    const sent = bearer === null ? params : { ...params, token: bearer };
    socket.send(JSON.stringify({ action, channel, params: sent }));
  }

  return {
    get state() {
      return state;
    },
    subscribe(channel, params, listener) {
      if (state === 'closed') throw new Error('these pushes are closed: open new ones');
      let isOver = false;
      // Another one who hears of the same message may end it.
      const deliver: Deliver = ({ type, data, seq }) => {
        if (!isOver && state !== 'closed') listener({ kind: type, data, seq });
      };
      const one = wanted.add(channel, { ...params }, deliver);
      if (state === 'idle') open();
      else tell('subscribe', one);
      return () => {
        isOver = true;
        if (wanted.remove(one, deliver)) tell('unsubscribe', one);
      };
    },
    close() {
      const given = socket;
      socket = null;
      stopTimer();
      given?.close();
      become('closed');
    },
  };
}

const openSocket = (url: string): PushSocket => new WebSocket(url);

function onTimer(ms: number, work: () => void): () => void {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
}
