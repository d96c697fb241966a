import { blockHash, type Point, slot } from '@pooltool/domain';
import { eventUnreadable } from '../errors.ts';
import type { FeedMessage } from '../feed-message.ts';
import { type Fields, fieldsOf, numberOf, textOf, wordOf, wrongField } from '../reading-fields.ts';
import { type Action, type ChainSync, isAction } from './chain-sync.ts';

export type SinkEvent =
  | { readonly did: 'applied'; readonly point: Point | 'origin' | null; readonly record: Fields }
  | { readonly did: 'told'; readonly message: FeedMessage };

/** Oura v2's own events, as its sinks other than the webhook write them (chain-input.md 2.1). */
export const isSinkEvent = (fields: Fields): boolean => 'event' in fields && !('variant' in fields);

/**
 * `{"event":"apply|undo|reset","point":{slot,hash}|"origin","record":…}`; the headers may repeat it, and must not
 * contradict it.
 * @throws POOLTOOL_EVENT_UNREADABLE
 */
export function readSinkEvent(body: Fields, sync: ChainSync): SinkEvent {
  const action = body['event'];
  if (!isAction(action)) throw wrongField('event', 'apply, undo or reset', action);
  agree('event', action, sync);
  const point = readPoint(body['point'], sync.point);
  switch (action) {
    case 'apply':
      return { did: 'applied', point, record: fieldsOf('record', body['record']) };
    case 'undo':
      if (point === 'origin') throw wrongField('point', 'a block that can be undone', point);
      return { did: 'told', message: { kind: 'undo', point } };
    case 'reset':
      return { did: 'told', message: { kind: 'roll-backward', to: point } };
  }
}

/** `apply` is what the header says when it does not know better. */
function agree(field: string, action: Action, { action: header }: ChainSync): void {
  if (header !== 'apply' && header !== action) {
    throw eventUnreadable({
      message: `${field} says ${action}, header x-oura-chainsync-action ${header}`,
      details: { field },
    });
  }
}

function readPoint(value: unknown, header: ChainSync['point']): Point | 'origin' {
  const point = value === undefined && header !== null ? header : readPointObject(value);
  if (header !== null && textOfPoint(header) !== textOfPoint(point)) {
    throw eventUnreadable({
      message: `point says ${textOfPoint(point)}, header x-oura-chainsync-point ${textOfPoint(header)}`,
      details: { field: 'point' },
    });
  }
  return point;
}

function readPointObject(value: unknown): Point | 'origin' {
  if (value === 'origin') return 'origin';
  const point = fieldsOf('point', value);
  return {
    slot: wordOf('point.slot', () => slot(numberOf('point.slot', point['slot']))),
    hash: wordOf('point.hash', () => blockHash(textOf('point.hash', point['hash']))),
  };
}

const textOfPoint = (point: Point | 'origin'): string => (point === 'origin' ? point : `${point.slot},${point.hash}`);
