import { mainnet, preprod, preview } from '@pooltool/domain';
import { describe, expect, test } from 'vitest';
import { checkCalendar } from '../../src/v1/calendar.ts';
import { readV1Event, type V1Event } from '../../src/v1/event.ts';

const hash = 'ab'.repeat(32);

function blockAt(
  slot: number,
  timestamp: number | null,
  epoch: number | null,
): Exclude<V1Event, { kind: 'roll-back' }> {
  const event = readV1Event({
    context: { block_hash: hash, block_number: 1, slot, timestamp },
    variant: 'Block',
    block: { hash, number: 1, slot, epoch, cbor_hex: null },
  });
  if (event.kind === 'roll-back') throw new Error('a Block event is none of those');
  return event;
}

describe('the time and the epoch Oura writes beside a slot', () => {
  test.each([
    ['mainnet', mainnet, 66_275_448, 1_657_841_739, 351],
    ['mainnet in Byron', mainnet, 15_628, 1_506_515_651, 0],
    ['preprod', preprod, 12_987_138, 1_668_670_338, 33],
    ['preview', preview, 907_204, 1_667_563_204, 10],
    ['a network Oura does not know', preview, 907_204, null, null],
  ])('are those of %s', (_, network, slot, timestamp, epoch) => {
    expect(() => checkCalendar(network, blockAt(slot, timestamp, epoch))).not.toThrow();
  });

  test.each([
    ['a time of preprod on mainnet', mainnet, 12_987_138, 1_668_670_338, 33, 'context.timestamp'],
    ['a time of the old testnet on mainnet', mainnet, 15_628, 1_564_322_976, 0, 'context.timestamp'],
    ['an epoch of mainnet on preprod', preprod, 66_275_448, null, 351, 'epoch'],
  ])('give %s away', (_, network, slot, timestamp, epoch, field) => {
    expect(() => checkCalendar(network, blockAt(slot, timestamp, epoch))).toThrow(
      expect.objectContaining({
        code: 'POOLTOOL_EVENT_OF_ANOTHER_NETWORK',
        details: expect.objectContaining({ field, network: network.name }),
      }),
    );
  });
});
