import {
  type Block,
  blockHash,
  height,
  lovelace,
  paymentsIn,
  slot,
  type Transaction,
  transactionId,
} from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

const OURS = `60${'fe'.repeat(28)}`;
const watched = { verification: 'v', address: OURS, amount: lovelace(1_234_567n), fromSlot: slot(140) };
const exact = { address: OURS, amount: lovelace(1_234_567n) };

const transaction = (given: Partial<Transaction>): Transaction => ({
  id: transactionId('33'.repeat(32)),
  index: 0,
  valid: true,
  fee: lovelace(170_000n),
  inputs: [{ transactionId: transactionId('44'.repeat(32)), index: 1 }],
  outputs: [],
  collateralInputs: [],
  collateralReturn: null,
  certificates: [],
  withdrawals: [],
  donation: lovelace(0n),
  executionUnits: { memory: 0n, steps: 0n },
  ...given,
});

const block = (at: number, ...transactions: Transaction[]): Block => ({
  kind: 'main',
  era: 'conway',
  hash: blockHash('44'.repeat(32)),
  parentHash: null,
  height: height(7),
  slot: slot(at),
  issuer: null,
  protocolVersion: { major: 10, minor: 0 },
  bodySize: 1,
  size: 2,
  transactions,
});
const found = (...blocks: Block[]) => paymentsIn(blocks, [watched]);

describe('the payments somebody waits for', () => {
  test('are the outputs of exactly the amount to exactly the address, each told apart', () => {
    const other = { address: `60${'fd'.repeat(28)}`, amount: exact.amount };
    const more = { address: OURS, amount: lovelace(1_234_568n) };
    const payments = found(block(140, transaction({ index: 5, outputs: [other, exact, more, exact] })));
    expect(payments.map(({ outputIndex }) => outputIndex)).toEqual([1, 3]);
    expect(payments[0]).toEqual({
      verification: 'v',
      transactionId: '33'.repeat(32),
      outputIndex: 1,
      slot: 140,
      transactionIndex: 5,
      inputs: [{ transactionId: '44'.repeat(32), index: 1 }],
    });
  });

  test('are none of a transaction that failed, not even its collateral coming back', () => {
    expect(found(block(140, transaction({ valid: false, outputs: [exact], collateralReturn: exact })))).toEqual([]);
  });

  test('are none of before the request', () => {
    expect(found(block(139, transaction({ outputs: [exact] })))).toEqual([]);
  });
});
