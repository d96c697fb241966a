import {
  type Block,
  type BlockHash,
  blockHash,
  type Height,
  InvalidValue,
  type Point,
  type Slot,
  slot,
} from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { eventUnreadable } from './errors.ts';

/** What one message of a feed says. */
export type FeedMessage =
  | { readonly kind: 'block'; readonly bytes: Uint8Array; readonly claimed: Claimed | null }
  /** put together from Oura v1 events without CBOR; handled like a block */
  | { readonly kind: 'told-block'; readonly block: Block }
  | { readonly kind: 'roll-backward'; readonly to: Point | 'origin' }
  /** this block goes and its parent becomes the tip; when it is not on our chain there is nothing to do */
  | { readonly kind: 'undo'; readonly point: Point }
  /** v1 repeats in many events what the block already told: nothing to do */
  | { readonly kind: 'told-by-the-block'; readonly variant: string };

/** What a feed says of a block beside its bytes. */
export interface Claimed {
  readonly hash: BlockHash | null;
  readonly slot: Slot | null;
  readonly height: Height | null;
}

/**
 * Tells apart an Oura v2 record (`{"hex"}`: chain-input.md 2.1) and an Oura v1 event (`variant` and `context`: 1.2).
 * @throws POOLTOOL_EVENT_UNREADABLE (reject) naming the field that is missing or wrong.
 */
export function readFeedMessage(body: unknown): FeedMessage {
  const event = fieldsOf('body', body);
  if ('hex' in event) return { kind: 'block', bytes: bytesOf('hex', event['hex']), claimed: null };
  const variant = textOf('variant', event['variant']);
  switch (variant) {
    case 'Block':
      return blockOf(event);
    case 'RollBack':
      return rollBackOf(fieldsOf('roll_back', event['roll_back']));
    default:
      return { kind: 'told-by-the-block', variant };
  }
}

function blockOf(event: Fields): FeedMessage {
  const block = fieldsOf('block', event['block']);
  if (typeof block['cbor_hex'] !== 'string') {
    throw eventUnreadable({
      message: 'block.cbor_hex is missing: set include_block_cbor = true in the mapper section of Oura v1',
    });
  }
  return {
    kind: 'block',
    bytes: bytesOf('block.cbor_hex', block['cbor_hex']),
    claimed: {
      hash: wordOf('block.hash', () => blockHash(textOf('block.hash', block['hash']))),
      slot: null,
      height: null,
    },
  };
}

/** The origin is slot 0 with an empty hash (chain-input.md 1.4). */
function rollBackOf(payload: Fields): FeedMessage {
  if (payload['block_slot'] === 0 && payload['block_hash'] === '') return { kind: 'roll-backward', to: 'origin' };
  return {
    kind: 'roll-backward',
    to: {
      slot: wordOf('roll_back.block_slot', () => slot(numberOf('roll_back.block_slot', payload['block_slot']))),
      hash: wordOf('roll_back.block_hash', () => blockHash(textOf('roll_back.block_hash', payload['block_hash']))),
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(name: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongField(name, 'an object', value);
  return { ...value };
}

function textOf(name: string, value: unknown): string {
  if (typeof value !== 'string') throw wrongField(name, 'a text', value);
  return value;
}

function numberOf(name: string, value: unknown): number {
  if (typeof value !== 'number') throw wrongField(name, 'a whole number', value);
  return value;
}

/** A domain word of a field, whose own complaint does not know where it stood. */
function wordOf<Word>(field: string, make: () => Word): Word {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw eventUnreadable({ message: `${field}: ${error.message}`, details: { field }, cause: error });
  }
}

function bytesOf(name: string, value: unknown): Uint8Array {
  const text = textOf(name, value);
  if (text.length === 0 || text.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(text)) {
    throw wrongField(name, 'an even number of hex characters', text);
  }
  return fromHex(text.toLowerCase());
}

const wrongField = (field: string, wanted: string, given: unknown) =>
  eventUnreadable({ message: `${field} must be ${wanted}`, details: { field, given: typeof given } });
