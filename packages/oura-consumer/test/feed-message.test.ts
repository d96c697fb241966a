import { describe, expect, test } from 'vitest';
import { readFeedMessage } from '../src/feed-message.ts';

const block = { hash: 'ab'.repeat(32), cbor_hex: '820102' };

describe('what Oura posts', () => {
  test('is a block when it is an Oura v2 record', () => {
    expect(readFeedMessage({ hex: '820102' })).toEqual({
      kind: 'block',
      bytes: Uint8Array.of(0x82, 1, 2),
      claimed: null,
    });
  });

  test('is a block with a claimed hash when it is an Oura v1 Block event', () => {
    expect(readFeedMessage({ context: {}, variant: 'Block', block, fingerprint: null })).toEqual({
      kind: 'block',
      bytes: Uint8Array.of(0x82, 1, 2),
      claimed: { hash: block.hash, slot: null, height: null },
    });
  });

  test('is a roll backward when Oura v1 says so', () => {
    const event = { context: {}, variant: 'RollBack', roll_back: { block_slot: 12, block_hash: 'cd'.repeat(32) } };
    expect(readFeedMessage(event)).toEqual({ kind: 'roll-backward', to: { slot: 12, hash: 'cd'.repeat(32) } });
  });

  test('is a roll backward to the origin when Oura v1 begins there', () => {
    const event = { context: {}, variant: 'RollBack', roll_back: { block_slot: 0, block_hash: '' } };
    expect(readFeedMessage(event)).toEqual({ kind: 'roll-backward', to: 'origin' });
  });

  test.each(['BlockEnd', 'Transaction', 'TxInput', 'TxOutput', 'StakeDelegation', 'PoolRegistration'])(
    'is acknowledged without effect when it is a %s event, which the block has told already',
    (variant) => {
      expect(readFeedMessage({ variant, context: {} })).toEqual({ kind: 'told-by-the-block', variant });
    },
  );

  test.each([
    ['no object', 7, 'body must be an object'],
    ['null', null, 'body must be an object'],
    ['a list', [], 'body must be an object'],
    ['neither form', { event: 'apply' }, 'variant must be a text'],
    ['hex that is not hex', { hex: 'zz' }, 'hex must be an even number of hex characters'],
    ['half a byte', { hex: '820' }, 'hex must be an even number of hex characters'],
    ['no hex at all', { hex: '' }, 'hex must be an even number of hex characters'],
    ['a block without CBOR', { variant: 'Block', block: { hash: block.hash, cbor_hex: null } }, 'include_block_cbor'],
    ['a block that is none', { variant: 'Block' }, 'block must be an object'],
    ['a roll backward to nowhere', { variant: 'RollBack', roll_back: { block_hash: '' } }, 'roll_back.block_slot'],
  ])('is refused when it is %s, naming what is wrong', (_, body, says) => {
    expect(() => readFeedMessage(body)).toThrow(
      expect.objectContaining({ code: 'POOLTOOL_EVENT_UNREADABLE', message: expect.stringContaining(says) }),
    );
  });
});
