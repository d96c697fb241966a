import { type BlockHash, blockHash, type Point, type Slot, slot } from '@pooltool/domain';
import { eventUnreadable } from '../errors.ts';
import { bytesOf, type Fields, fieldsOf, numberOf, orNull, secondsOf, textOf, wordOf } from '../reading-fields.ts';
import { type BlockClaims, readBlockClaims } from './block-record.ts';
import { isVariant, payloadKeyOf, type Variant, variantByPayload } from './variants.ts';

/** One event of Oura v1. Payloads are read when somebody needs them: most events repeat what a block's CBOR told. */
export type V1Event = BlockEvent | PartEvent | { readonly kind: 'roll-back'; readonly to: Point | 'origin' };

/** `Block` opens a block, `BlockEnd` closes it; both say the same. */
export interface BlockEvent extends InBlock, BlockClaims {
  readonly kind: 'block' | 'block-end';
  /** null when the mapper was not asked for CBOR */
  readonly bytes: Uint8Array | null;
}

/** Everything between. */
export interface PartEvent extends InBlock {
  readonly kind: 'part';
}

/** An event of a block, in the block's own context (chain-input.md 1.2). */
export interface InBlock {
  readonly variant: Variant;
  readonly hash: BlockHash;
  readonly slot: Slot;
  /** seconds since 1970; null when Oura does not know the network */
  readonly timestamp: number | null;
  readonly context: Fields;
  readonly payload: Fields;
}

/**
 * An event as the webhook posts it (1.2), or as v2's LegacyV1 filter does: without `variant` and `timestamp`.
 * @throws POOLTOOL_EVENT_UNREADABLE naming the field
 */
export function readV1Event(event: Fields): V1Event {
  const variant = variantOf(event);
  const key = payloadKeyOf(variant);
  const payload = fieldsOf(key, event[key]);
  if (variant === 'RollBack') return { kind: 'roll-back', to: readRollBack(payload) };
  const context = fieldsOf('context', event['context']);
  const inBlock = {
    variant,
    hash: wordOf('context.block_hash', () => blockHash(textOf('context.block_hash', context['block_hash']))),
    slot: wordOf('context.slot', () => slot(numberOf('context.slot', context['slot']))),
    timestamp: orNull('context.timestamp', context['timestamp'], secondsOf),
    context,
    payload,
  };
  if (variant !== 'Block' && variant !== 'BlockEnd') return { kind: 'part', ...inBlock };
  const claims = readBlockClaims(key, payload, { ...inBlock, height: context['block_number'] });
  const bytes = orNull(`${key}.cbor_hex`, payload['cbor_hex'], bytesOf);
  return { kind: variant === 'Block' ? 'block' : 'block-end', ...inBlock, ...claims, bytes };
}

function variantOf(event: Fields): Variant {
  const variant = event['variant'] === undefined ? variantByPayload(event) : textOf('variant', event['variant']);
  if (variant === undefined) {
    const keys = Object.keys(event).slice(0, 8).join(', ');
    throw eventUnreadable({
      message: `neither an Oura v2 block (hex), nor an event (variant, or the payload of one): the body has ${keys || 'no fields'}`,
    });
  }
  if (isVariant(variant)) return variant;
  throw eventUnreadable({
    message: `variant: Oura v1 has no event ${JSON.stringify(variant.slice(0, 60))}`,
    details: { field: 'variant' },
  });
}

/** The origin is slot 0 with an empty hash (1.4). */
function readRollBack(payload: Fields): Point | 'origin' {
  if (payload['block_slot'] === 0 && payload['block_hash'] === '') return 'origin';
  return {
    slot: wordOf('roll_back.block_slot', () => slot(numberOf('roll_back.block_slot', payload['block_slot']))),
    hash: wordOf('roll_back.block_hash', () => blockHash(textOf('roll_back.block_hash', payload['block_hash']))),
  };
}
