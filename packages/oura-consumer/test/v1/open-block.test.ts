import { blockHash, height, slot, transactionId } from '@pooltool/domain';
import { expect, test } from 'vitest';
import type { BlockRecord } from '../../src/v1/block-record.ts';
import { MOST_KEPT, openBlockOf } from '../../src/v1/open-block.ts';
import type { Part } from '../../src/v1/part.ts';

const RECORD: BlockRecord = {
  kind: 'main',
  era: 'conway',
  hash: blockHash('ab'.repeat(32)),
  parentHash: null,
  height: height(7),
  slot: slot(70),
  issuer: null,
  protocolVersion: null,
  bodySize: 90_000,
  size: null,
  transactionCount: 1,
  transactions: null,
};

const ID = transactionId('cd'.repeat(32));
const input = (index: number): Part => ({
  kind: 'input',
  transactionIndex: 0,
  transactionId: ID,
  index,
  input: { transactionId: ID, index: 0 },
});
/** Each says more than 128 bytes of hashes. */
const TOO_MANY = MOST_KEPT / 128;

test('an open block keeps what the fullest blocks have, and each part once', () => {
  const block = openBlockOf(RECORD);
  for (let time = 0; time < 20; time += 1) for (let index = 0; index < 5_000; index += 1) block.keep(input(index));
  for (let time = 0; time < TOO_MANY; time += 1) block.keep(input(3));
  expect([...block.parts()]).toHaveLength(5_000);
});

test('it refuses, by name, what no block could hold, and forgets nothing that it had', () => {
  const block = openBlockOf(RECORD);
  const keepAll = () => {
    for (let index = 0; index < TOO_MANY; index += 1) block.keep(input(index));
  };
  expect(keepAll).toThrow(expect.objectContaining({ code: 'POOLTOOL_BLOCK_TOO_LARGE', disposition: 'reject' }));
  expect([...block.parts()].length).toBeGreaterThan(30_000);
});
