import type { Point } from '@pooltool/domain';
import { eventUnreadable } from './errors.ts';
import type { FeedMessage } from './feed-message.ts';
import { bytesOf, type Fields, fieldsOf, wrongField } from './reading-fields.ts';
import { readV1Event, type V1Event } from './v1/event.ts';
import { type ChainSync, readChainSync } from './v2/chain-sync.ts';
import { isSinkEvent, readSinkEvent } from './v2/sink-event.ts';
import { undoneBlock } from './v2/undone-block.ts';

/** One POST, its body parsed from JSON without losing a digit. */
export interface Post {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** A message complete in itself, or one event of many that tell of a block. */
export type Said = FeedMessage | { readonly kind: 'v1'; readonly event: V1Event };

/**
 * Tells the feeds apart by what they send, so that one address serves them all:
 *
 * | body | from |
 * |---|---|
 * | `{"hex"}` | Oura v2, raw blocks (chain-input.md 2.1) |
 * | the same or nothing, with the header `x-oura-chainsync-action: undo` or `reset` | Oura v2, the webhook sink that tells rollbacks (not merged) |
 * | `{"event", "point", "record"}` | the same in one body, as Oura v2's other sinks write it |
 * | `{"context", "variant", …}` | Oura v1 (1.2) |
 * | `{"context", …}` without `variant` | Oura v2 with the LegacyV1 filter (2.2): the payload's key is the variant |
 *
 * @throws POOLTOOL_EVENT_UNREADABLE (reject) naming the field that is missing or wrong, POOLTOOL_BLOCK_UNREADABLE (reject)
 */
export function readPost({ body, headers }: Post): Said {
  const sync = readChainSync(headers);
  // The sink that tells rollbacks posts a reset with nothing but its headers.
  const fields = sync.action !== 'apply' && (body === undefined || body === null) ? {} : fieldsOf('body', body);
  if (isSinkEvent(fields)) {
    const event = readSinkEvent(fields, sync);
    return event.did === 'applied' ? recordOf(event.record, event.point) : event.message;
  }
  switch (sync.action) {
    case 'apply':
      return recordOf(fields, sync.point);
    case 'undo':
      return { kind: 'undo', point: undoneBlock(fields, sync.point) };
    case 'reset':
      if (sync.point === null)
        throw wrongField('header x-oura-chainsync-point', 'there when a reset says no point', null);
      return { kind: 'roll-backward', to: sync.point };
  }
}

function recordOf(record: Fields, point: ChainSync['point']): Said {
  if (!('hex' in record)) return { kind: 'v1', event: atPoint(readV1Event(record), point) };
  const bytes = bytesOf('hex', record['hex']);
  if (point === 'origin') throw wrongField('header x-oura-chainsync-point', 'the point of the block', point);
  return { kind: 'block', bytes, claimed: point === null ? null : { ...point, height: null } };
}

/** Oura v2 says the block's point beside each of its events. */
function atPoint(event: V1Event, point: Point | 'origin' | null): V1Event {
  if (point === null || point === 'origin' || event.kind === 'roll-back' || event.hash === point.hash) return event;
  throw eventUnreadable({
    message: `header x-oura-chainsync-point says ${point.hash}, context.block_hash ${event.hash}`,
    details: { field: 'context.block_hash' },
  });
}
