import { readFileSync } from 'node:fs';
import { parseLossless } from '@pooltool/shared-utils/json';
import { describe, expect, test } from 'vitest';
import { readPost, type Said } from '../src/read-post.ts';
import { payloadKeyOf, VARIANTS, type Variant } from '../src/v1/variants.ts';
import { noSharedData, sharedData } from './shared-data.ts';

const hash = 'ab'.repeat(32);
const other = 'cd'.repeat(32);
const ACTION = 'x-oura-chainsync-action';
const POINT = 'x-oura-chainsync-point';

const context = { block_hash: hash, block_number: 7, slot: 140, timestamp: 1_000 };
const block = { hash, number: 7, slot: 140, epoch: 0, cbor_hex: '820102' };
const read = (body: unknown, headers: Record<string, string> = {}): Said => readPost({ body, headers });

describe('an Oura v2 record', () => {
  test('is a block that nobody claims anything of', () => {
    expect(read({ hex: '820102' })).toEqual({ kind: 'block', bytes: Uint8Array.of(0x82, 1, 2), claimed: null });
  });

  test('is claimed to be what the point header says', () => {
    expect(read({ hex: '8201' }, { [ACTION]: 'apply', [POINT]: `140,${hash}` })).toMatchObject({
      claimed: { hash, slot: 140, height: null },
    });
  });

  test('is taken back by the header undo, of which the point is known without the block', () => {
    expect(read({}, { [ACTION]: 'undo', [POINT]: `140,${hash}` })).toEqual({
      kind: 'undo',
      point: { slot: 140, hash },
    });
  });

  test.each([
    [`140,${hash}`, { slot: 140, hash }],
    ['origin', 'origin'],
  ])('rolls back by the header reset to %s', (point, to) => {
    expect(read({}, { [ACTION]: 'reset', [POINT]: point })).toEqual({ kind: 'roll-backward', to });
  });
});

describe('an event of the sink that tells rollbacks', () => {
  const point = { slot: 140, hash };

  test.each([
    ['apply', { event: 'apply', point, record: { hex: '8201' } }, { kind: 'block', claimed: { hash, slot: 140 } }],
    ['undo', { event: 'undo', point, record: { hex: '8201' } }, { kind: 'undo', point }],
    ['reset', { event: 'reset', point }, { kind: 'roll-backward', to: point }],
    ['reset to the origin', { event: 'reset', point: 'origin' }, { kind: 'roll-backward', to: 'origin' }],
    [
      'apply of a v1 event',
      { event: 'apply', point, record: { context, block } },
      { kind: 'v1', event: { variant: 'Block' } },
    ],
  ])('means what it says: %s', (_, body, said) => {
    expect(read(body)).toMatchObject(said);
  });

  test('may repeat itself in headers', () => {
    const headers = { [ACTION]: 'reset', [POINT]: `140,${hash}` };
    expect(read({ event: 'reset', point }, headers)).toEqual({ kind: 'roll-backward', to: point });
  });
});

describe('an Oura v1 event', () => {
  test('with CBOR carries the block and what is claimed of it', () => {
    expect(read({ context, variant: 'Block', block, fingerprint: null, timestamp: 1 })).toMatchObject({
      kind: 'v1',
      event: { kind: 'block', hash, slot: 140, height: 7, bytes: Uint8Array.of(0x82, 1, 2) },
    });
  });

  test('rolls back to a point, or to the origin, which is slot 0 of no hash', () => {
    const rollBack = (roll_back: unknown) => read({ context: {}, variant: 'RollBack', roll_back });
    expect(rollBack({ block_slot: 12, block_hash: other })).toMatchObject({ event: { to: { slot: 12, hash: other } } });
    expect(rollBack({ block_slot: 0, block_hash: '' })).toMatchObject({ event: { to: 'origin' } });
  });

  test.each(VARIANTS.filter((variant) => !['Block', 'BlockEnd', 'RollBack'].includes(variant)))(
    '%s is a part of its block',
    (variant) => {
      const event = { context, variant, [payloadKeyOf(variant)]: {} };
      expect(read(event)).toMatchObject({ kind: 'v1', event: { kind: 'part', variant, hash } });
    },
  );

  test.each<[Variant, string]>([
    ['TxInput', 'tx_input'],
    ['VKeyWitness', 'v_key_witness'],
    ['CIP25Asset', 'cip25_asset'],
    ['MoveInstantaneousRewardsCert', 'move_instantaneous_rewards_cert'],
  ])('%s has its payload under %s, as Rust writes it', (variant, key) => {
    expect(payloadKeyOf(variant)).toBe(key);
  });

  test('of the LegacyV1 filter names no variant: the payload does', () => {
    expect(read({ context, tx_input: { tx_id: other, index: 0 }, fingerprint: null })).toMatchObject({
      event: { kind: 'part', variant: 'TxInput' },
    });
    const header = { [POINT]: `140,${hash}` };
    expect(read({ context, block: { ...block, era: 'Unknown' } }, header)).toMatchObject({ event: { kind: 'block' } });
  });

  test.skipIf(noSharedData)('as real Ouras posted it is understood (needs ../shared/data)', () => {
    const lines = ['real-v1.mainnet-fingerprinted', 'real-v1-webhook.block-byron-testnet'].flatMap((name) =>
      readFileSync(sharedData(`chain/oura/${name}.jsonl`), 'utf8')
        .trim()
        .split('\n'),
    );
    expect(lines.map((line) => read(parseLossless(line)))).toMatchObject([
      { kind: 'v1', event: { variant: 'PoolRegistration', slot: 66_275_448 } },
      { kind: 'v1', event: { variant: 'Metadata', slot: 66_225_759 } },
      { kind: 'v1', event: { kind: 'block', height: 14_598, epoch: 0, bytes: null } },
      { kind: 'v1', event: { kind: 'block', height: 14_599, epoch: 0, bytes: null } },
      { kind: 'v1', event: { kind: 'block', height: 14_600, epoch: 0, bytes: null } },
    ]);
  });
});

describe('what nobody sent on purpose is refused, and the field is named', () => {
  const v1 = { context, variant: 'Block', block };
  test.each<[string, unknown, Record<string, string>, string]>([
    ['no object', 7, {}, 'body must be an object'],
    ['null', null, {}, 'body must be an object'],
    ['a list', [], {}, 'body must be an object'],
    ['nothing known', { foo: 1 }, {}, 'the body has foo'],
    ['no fields', {}, {}, 'the body has no fields'],
    ['hex that is not hex', { hex: 'zz' }, {}, 'hex must be an even number of hex characters'],
    ['half a byte', { hex: '820' }, {}, 'hex must be an even number of hex characters'],
    ['no hex at all', { hex: '' }, {}, 'hex must be an even number of hex characters'],
    ['hex that is a number', { hex: 82 }, {}, 'hex must be a text'],
    ['an unknown action', { hex: '82' }, { [ACTION]: 'jump' }, `header ${ACTION} must be apply, undo or reset`],
    ['a point that is none', { hex: '82' }, { [POINT]: 'here' }, `header ${POINT} must be slot,hash or origin`],
    ['a point beyond all slots', { hex: '82' }, { [POINT]: `${'9'.repeat(20)},${hash}` }, `header ${POINT}: slot`],
    ['a block at the origin', { hex: '82' }, { [POINT]: 'origin' }, `header ${POINT}`],
    ['an undo of nothing', {}, { [ACTION]: 'undo' }, `header ${POINT}`],
    ['an undo of the origin', {}, { [ACTION]: 'undo', [POINT]: 'origin' }, `header ${POINT}`],
    ['a reset to nowhere', {}, { [ACTION]: 'reset' }, `header ${POINT}`],
    ['an unknown event', { event: 'jump', point: 'origin' }, {}, 'event must be apply, undo or reset'],
    ['an event without its record', { event: 'apply', point: 'origin' }, {}, 'record must be an object'],
    ['an undone origin', { event: 'undo', point: 'origin' }, {}, 'point must be'],
    ['an event without a point', { event: 'reset' }, {}, 'point must be an object'],
    ['a point without a slot', { event: 'reset', point: { hash } }, {}, 'point.slot must be a number'],
    ['an event its header denies', { event: 'apply', point: 'origin' }, { [ACTION]: 'undo' }, 'event says apply'],
    ['a point its header denies', { event: 'reset', point: 'origin' }, { [POINT]: `1,${hash}` }, 'point says origin'],
    ['a variant nobody has', { context, variant: 'Blok', block }, {}, 'no event "Blok"'],
    ['a variant of the prototype', { context, variant: 'constructor' }, {}, 'no event "constructor"'],
    ['a variant that is no text', { context, variant: 5, block }, {}, 'variant must be a text'],
    ['an event without context', { variant: 'Block', block }, {}, 'context must be an object'],
    [
      'an event without its block',
      { context: { slot: 1 }, variant: 'TxInput', tx_input: {} },
      {},
      'context.block_hash',
    ],
    ['an event without its payload', { context, variant: 'TxInput' }, {}, 'tx_input must be an object'],
    ['a negative slot', { ...v1, context: { ...context, slot: -1 } }, {}, 'context.slot: slot must be'],
    ['a huge slot', { ...v1, context: { ...context, slot: 2n ** 63n } }, {}, 'context.slot: slot must be'],
    ['a negative height', { ...v1, block: { ...block, number: -7 } }, {}, 'block.number: height must be'],
    ['a fraction of an epoch', { ...v1, block: { ...block, epoch: 0.5 } }, {}, 'block.epoch must be a whole number'],
    ['a block of another context', { ...v1, block: { ...block, hash: other } }, {}, 'block.hash says'],
    ['a slot of another context', { ...v1, block: { ...block, slot: 141 } }, {}, 'block.slot says 141'],
    ['a height of another context', { ...v1, block: { ...block, number: 8 } }, {}, 'block.number says 8'],
    ['a block beside its header', v1, { [POINT]: `140,${other}` }, `header ${POINT} says ${other}`],
    ['CBOR that is not hex', { ...v1, block: { ...block, cbor_hex: 'x' } }, {}, 'block.cbor_hex must be'],
    ['a timestamp in words', { ...v1, context: { ...context, timestamp: 'now' } }, {}, 'context.timestamp must be'],
    ['a roll back to nowhere', { variant: 'RollBack', roll_back: { block_hash: '' } }, {}, 'roll_back.block_slot'],
    [
      'a roll back to no hash',
      { variant: 'RollBack', roll_back: { block_slot: 5, block_hash: 'x' } },
      {},
      'block_hash',
    ],
    ['half a slot back', { variant: 'RollBack', roll_back: { block_slot: 0.5, block_hash: hash } }, {}, 'block_slot'],
  ])('%s', (_, body, headers, says) => {
    expect(() => read(body, headers)).toThrow(
      expect.objectContaining({ code: 'POOLTOOL_EVENT_UNREADABLE', message: expect.stringContaining(says) }),
    );
  });
});
