import type { ClientCode } from '../calls/pooltool-error.ts';
import { type Body, readJson } from '../calls/read-body.ts';
import type { ErrorCode } from '../generated/error-code.ts';

/** One message of the server. `data` is what its channel says it is; nothing here looks whether it is so. */
export type Message =
  | Told
  | { readonly type: 'ping' | 'unknown' }
  | { readonly type: 'error'; readonly refusal: Refusal };

/** What the server does not do, in the words of every failure. */
export interface Refusal {
  readonly code: ErrorCode | ClientCode | (string & Record<never, never>);
  readonly message: string;
  readonly whatToDo: string;
  /** of what was asked for; null: it is about the connection */
  readonly channel: string | null;
}

export interface Told {
  readonly type: 'snapshot' | 'update';
  readonly channel: string;
  /** null: the server did not say */
  readonly params: Readonly<Record<string, unknown>> | null;
  /** counts up for each channel and its params; null: the server did not say */
  readonly seq: number | null;
  readonly data: Body;
}

/** What nobody here knows is `unknown`: a later server may say more. */
export function readMessage(text: unknown): Message {
  const message = typeof text === 'string' ? fieldsIn(text) : null;
  if (message === null) return { type: 'unknown' };
  const { type, channel, params, seq } = message;
  switch (type) {
    case 'ping':
      return { type };
    case 'error':
      return { type, refusal: refusalIn(message) };
    case 'snapshot':
    case 'update':
      if (typeof channel !== 'string') return { type: 'unknown' };
      return {
        type,
        channel,
        params: typeof params === 'object' && params !== null ? { ...params } : null,
        seq: typeof seq === 'number' ? seq : null,
        data: message['data'],
      };
    default:
      return { type: 'unknown' };
  }
}

function fieldsIn(text: string): Readonly<Record<string, Body>> | null {
  try {
    const read: unknown = readJson(text);
    return typeof read === 'object' && read !== null ? { ...read } : null;
  } catch {
    return null;
  }
}

function refusalIn({ msg, code, whatToDo, channel }: Readonly<Record<string, unknown>>): Refusal {
  return {
    code: typeof code === 'string' ? code : 'CLIENT_REFUSED',
    message: typeof msg === 'string' ? msg : 'the server refused without a word',
    whatToDo: typeof whatToDo === 'string' ? whatToDo : 'do what the message says',
    channel: typeof channel === 'string' ? channel : null,
  };
}
