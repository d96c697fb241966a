import { decodeBlock } from '@pooltool/codec';
import { makeSimulation } from '@pooltool/simulator';
import { v1EventsOf } from '@pooltool/simulator/feed';
import { describe, expect, test } from 'vitest';
import { assembled } from './assembled.ts';

type Event = Record<string, unknown>;
type Fields = Record<string, unknown>;

const simulation = makeSimulation({ seed: 3, epochs: 1, epochLength: 80 });
/** A block with two transactions and certificates. */
const bytes = [...simulation.events()]
  .flatMap((event) => (event.kind === 'block' ? [event.bytes] : []))
  .find((one) => {
    const { transactions } = decodeBlock(one);
    return transactions.length > 1 && transactions.some(({ certificates }) => certificates.length > 0);
  });

const told = (details = false): Event[] =>
  bytes === undefined ? [] : v1EventsOf(bytes, { cbor: false, details, network: simulation.network });

/** The same events, with what `change` makes of the payload of each of one variant. */
const changed = (variant: string, key: string, change: (payload: Fields) => Fields) =>
  told().map((event) => (event['variant'] === variant ? { ...event, [key]: change(fields(event[key])) } : event));

/** The same events, those of one variant in another context. */
const elsewhere = (variant: string, context: Fields) =>
  told().map((event) =>
    event['variant'] === variant ? { ...event, context: { ...fields(event['context']), ...context } } : event,
  );

const fields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {});
const without = (...variants: string[]) => told().filter(({ variant }) => !variants.includes(String(variant)));

describe('a block told without CBOR', () => {
  test('says nothing of what v1 does not tell', () => {
    const block = assembled(told());
    expect(block).toMatchObject({ protocolVersion: null, size: null });
    expect(block.issuer).toMatchObject({ operationalCertificate: null, leaderVrfOutput: null, blockVrfOutput: null });
  });

  test.each([
    ['a transaction', 'Transaction', 'transactions'],
    ['its inputs', 'TxInput', 'inputs'],
    ['its outputs', 'TxOutput', 'outputs'],
  ])('is not taken without %s, and it is said which events are missing', (_, variant, what) => {
    expect(() => assembled(without(variant))).toThrow(
      expect.objectContaining({ code: 'POOLTOOL_BLOCK_INCOMPLETE', message: expect.stringContaining(what) }),
    );
  });

  test('that announces more transactions than there are atoms is answered at once', () => {
    for (const tx_count of [2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1]) {
      expect(() => assembled(changed('Block', 'block', (one) => ({ ...one, tx_count })))).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/BLOCK_INCOMPLETE|EVENT_UNREADABLE/) }),
      );
    }
  });

  test('with transaction details needs the certificates only', () => {
    const events = told(true).filter(
      ({ variant }) => !['Transaction', 'TxInput', 'TxOutput'].includes(String(variant)),
    );
    expect(assembled(events)).toEqual(assembled(told(true)));
  });

  const transaction = (change: (payload: Fields) => Fields) => changed('Transaction', 'transaction', change);
  test.each<[string, () => Event[], string]>([
    ['an era of no ledger', () => changed('Block', 'block', (block) => ({ ...block, era: 'Voltaire' })), 'block.era'],
    ['era Unknown', () => changed('Block', 'block', (block) => ({ ...block, era: 'Unknown' })), 'LegacyV1'],
    ['a short key', () => changed('Block', 'block', (block) => ({ ...block, issuer_vkey: 'ab' })), 'issuer_vkey'],
    ['no key', () => changed('Block', 'block', (block) => ({ ...block, issuer_vkey: '' })), 'issuer_vkey'],
    ['a parent in words', () => changed('Block', 'block', (one) => ({ ...one, previous_hash: 'x' })), 'previous_hash'],
    ['fewer transactions than none', () => changed('Block', 'block', (one) => ({ ...one, tx_count: -1 })), 'tx_count'],
    ['a body without size', () => changed('Block', 'block', ({ body_size: _, ...one }) => one), 'block.body_size'],
    [
      'a body of more than 31 bits',
      () => changed('Block', 'block', (one) => ({ ...one, body_size: 2 ** 31 })),
      'body_size',
    ],
    [
      'an input of more than 31 bits',
      () => changed('TxInput', 'tx_input', (one) => ({ ...one, index: 2 ** 31 })),
      'tx_input.index',
    ],
    ['a part at no place', () => elsewhere('TxInput', { input_idx: 2 ** 31 }), 'context.input_idx must be'],
    ['fees that no ledger can hold', () => transaction((one) => ({ ...one, fee: 2n ** 63n })), 'transaction.fee'],
    ['a negative fee', () => transaction((one) => ({ ...one, fee: -1 })), 'transaction.fee: lovelace'],
    ['a fee beyond 64 bits', () => transaction((one) => ({ ...one, fee: 2n ** 64n })), 'transaction.fee: lovelace'],
    ['a fee in words', () => transaction((one) => ({ ...one, fee: '1' })), 'transaction.fee must be'],
    [
      'a sum that is none',
      () => transaction((one) => ({ ...one, total_output: 1 })),
      'transaction.total_output says 1',
    ],
    ['a hash of another', () => transaction((one) => ({ ...one, hash: '00'.repeat(32) })), 'transaction.hash must be'],
    [
      'an address with a wrong letter',
      () => changed('TxOutput', 'tx_output', (one) => ({ ...one, address: `${String(one['address'])}q` })),
      'tx_output.address',
    ],
    [
      'half an amount',
      () => changed('TxOutput', 'tx_output', (one) => ({ ...one, amount: 0.5 })),
      'tx_output.amount must be a whole number',
    ],
    [
      'an input of no transaction',
      () => changed('TxInput', 'tx_input', (one) => ({ ...one, tx_id: '' })),
      'tx_input.tx_id',
    ],
    [
      'a part of a transaction that the block does not have',
      () => elsewhere('TxInput', { tx_idx: 99 }),
      'context.tx_idx says 99',
    ],
    ['a part of another transaction', () => elsewhere('TxInput', { tx_hash: '00'.repeat(32) }), 'context.tx_hash says'],
    ['a part without its place', () => elsewhere('TxOutput', { output_idx: null }), 'context.output_idx must be'],
  ])('is refused with %s, and the field is named', (_, events, says) => {
    expect(() => assembled(events())).toThrow(
      expect.objectContaining({ code: 'POOLTOOL_EVENT_UNREADABLE', message: expect.stringContaining(says) }),
    );
  });
});
