import { channelUnknown, messageInvalid } from '../errors.ts';
import { CHANNEL_NAMES, type ChannelName } from './channel-names.ts';

/** What a page says (clients.md 3.6). */
export type ClientMessage =
  | {
      readonly action: 'subscribe' | 'unsubscribe';
      readonly channel: ChannelName;
      /** as they were sent: its channel reads them */
      readonly params: Given;
    }
  | { readonly action: 'pong' };

/** Names and values that somebody sent. */
export type Given = ReadonlyMap<string, unknown>;

/** Nobody says more: a token is the longest of it. */
export const LARGEST_MESSAGE_BYTES = 8 * 1024;

/** @throws POOLTOOL_MESSAGE_INVALID, POOLTOOL_CHANNEL_UNKNOWN */
export function readClientMessage(text: string): ClientMessage {
  const fields = givenIn(parsed(text));
  if (fields === null) throw messageInvalid({ message: 'the message is not a JSON object' });
  const action = fields.get('action');
  if (action === 'pong') return { action };
  if (action !== 'subscribe' && action !== 'unsubscribe') {
    throw messageInvalid({ message: 'action is not subscribe, unsubscribe or pong' });
  }
  const channel = CHANNEL_NAMES.find((name) => name === fields.get('channel'));
  if (channel === undefined) throw channelUnknown();
  const params = givenIn(fields.get('params') ?? {});
  if (params === null) throw messageInvalid({ message: 'params is not an object' });
  return { action, channel, params };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw messageInvalid({ message: 'the message is not JSON', cause });
  }
}

/** Own fields only, whatever they are called; null: it is no object. */
const givenIn = (value: unknown): Given | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null;
