import { type Body, readJson } from '../calls/read-body.ts';

/** One message of the server. `data` is what its channel says it is; nothing here looks whether it is so. */
export type Message = Told | { readonly type: 'ping' | 'unknown' } | { readonly type: 'error'; readonly says: string };

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
      return { type, says: wordsOf(message) };
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

function wordsOf({ msg, message, error }: Readonly<Record<string, unknown>>): string {
  return [msg, message, error].find((one) => typeof one === 'string') ?? 'the server refused without a word';
}
