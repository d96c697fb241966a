import { type Fields, fieldsAt } from '../ledger/json-fields.ts';
import type { FileNote } from '../ledger/ledger-arrival.ts';
import { fileJson, fileOf } from '../ledger/ledger-arrival-text.ts';
import { blockHash } from '../units/hashes.ts';
import type { Point } from '../units/point.ts';
import { slot, type UnixMs, unixMs } from '../units/time.ts';
import type { LedgerPlace } from './live-ledger.ts';

/** What the CNODE server says of a live stake file: where it lies, and of which ledger state it is. */
export interface LiveStakeArrival {
  readonly magic: number;
  readonly place: LedgerPlace;
  readonly point: Point | null;
  /** by the CNODE server's clock: when the dump was asked for, or found */
  readonly takenAtMs: UnixMs;
  readonly file: FileNote;
  readonly delegators: number;
  readonly pools: number;
}

/** As JSON text (schema live-stake/1); the same arrival is always the same text. */
export const liveStakeArrivalText = ({ place, point, ...arrival }: LiveStakeArrival): string =>
  JSON.stringify({
    schema: 'live-stake/1',
    magic: arrival.magic,
    epoch: place.epoch,
    blocks: place.blocks,
    point: point && { slot: point.slot, hash: point.hash },
    takenAtMs: arrival.takenAtMs,
    file: fileJson(arrival.file),
    delegators: arrival.delegators,
    pools: arrival.pools,
  });

/** Back from the parsed JSON. @throws InvalidValue naming the first field that is missing or wrong */
export function liveStakeArrivalFrom(json: unknown): LiveStakeArrival {
  const given = fieldsAt('', json, 'live stake arrival');
  if (given.get('schema') !== 'live-stake/1') throw given.wrong('schema', 'live-stake/1');
  return {
    magic: given.number('magic'),
    place: { epoch: given.epoch('epoch'), blocks: given.number('blocks') },
    point: given.get('point') === null ? null : pointOf(given.fields('point')),
    takenAtMs: unixMs(given.number('takenAtMs')),
    file: fileOf(given.fields('file')),
    delegators: given.number('delegators'),
    pools: given.number('pools'),
  };
}

const pointOf = (given: Fields): Point => ({
  slot: given.word('slot', 'a slot', () => slot(given.number('slot'))),
  hash: given.word('hash', '64 lower-case hex characters', () => blockHash(given.text('hash'))),
});
