import { decodeBlock } from '@pooltool/codec';
import type { Transaction } from '@pooltool/domain';
import type { CborWriter } from '@pooltool/shared-utils/cbor';
import { expect, test } from 'vitest';
import { bodyWith, type MadeTransaction, madeBlock } from './support/made-block.ts';

const HASH = 'ee'.repeat(32);
const ADDRESS = `61${'aa'.repeat(28)}`;

function transactionOf(made: MadeTransaction, failed: readonly number[] = []): Transaction {
  const [transaction] = decodeBlock(madeBlock({ transactions: [made], failed })).transactions;
  if (transaction === undefined) throw new Error('the block lost its transaction');
  return transaction;
}

test('a failed transaction pays its total collateral, and nothing is known when it does not state it', () => {
  const body = bodyWith((w) =>
    w.int(13).tag(258).array(1).array(2).hex(HASH).int(4).int(16).array(2).hex(ADDRESS).int(9).int(17).int(300_000),
  );
  expect(transactionOf({ body })).toMatchObject({ valid: true, fee: 200_000n });
  expect(transactionOf({ body }, [0])).toMatchObject({
    valid: false,
    fee: 300_000n,
    collateralInputs: [{ transactionId: HASH, index: 4 }],
    collateralReturn: { address: ADDRESS, amount: 9n },
  });
  expect(transactionOf({ body: bodyWith(() => {}) }, [0])).toMatchObject({ valid: false, fee: null });
});

test('outputs come as arrays, with assets, with datums, and as maps in any order', () => {
  const outputs = (w: CborWriter) => {
    w.array();
    w.array(2).hex(ADDRESS).int(1);
    w.array(3)
      .hex(ADDRESS)
      .array(2)
      .int(2n ** 63n)
      .map(0)
      .hex(HASH);
    w.map(3).int(1).array(2).int(3).map(0).int(0).hex(ADDRESS).int(2).array(2).int(0).hex(HASH);
    w.break();
  };
  const body = bodyWith(() => {}, { outputs });
  expect(transactionOf({ body }).outputs).toEqual([1n, 2n ** 63n, 3n].map((amount) => ({ address: ADDRESS, amount })));
});

test('withdrawals name accounts of keys and of scripts, donations are kept', () => {
  const body = bodyWith((w) => {
    w.int(5)
      .map(2)
      .hex(`e1${'aa'.repeat(28)}`)
      .int(5)
      .hex(`f0${'bb'.repeat(28)}`)
      .int(6);
    w.int(22).int(1_000);
  });
  expect(transactionOf({ body })).toMatchObject({
    withdrawals: [
      { credential: { kind: 'key', hash: 'aa'.repeat(28) }, amount: 5n },
      { credential: { kind: 'script', hash: 'bb'.repeat(28) }, amount: 6n },
    ],
    donation: 1_000n,
  });
});

test('execution units of all redeemers add up, in a list or in a map', () => {
  const list = (w: CborWriter) => {
    w.map(1).int(5).array(2);
    for (const index of [0, 1]) w.array(4).int(0).int(index).int(0).array(2).int(100).int(1_000);
  };
  const map = (w: CborWriter) => {
    w.map(2).int(4).array(0).int(5).map();
    for (const index of [0, 1]) w.array(2).int(0).int(index).array(2).int(0).array(2).int(100).int(1_000);
    w.break();
  };
  for (const witnesses of [list, map]) {
    expect(transactionOf({ body: bodyWith(() => {}), witnesses }).executionUnits).toEqual({
      memory: 200n,
      steps: 2_000n,
    });
  }
});

test('a Praos header gives issuer, counter, version and one VRF output for both uses', () => {
  const block = decodeBlock(madeBlock({}));
  expect(block).toMatchObject({
    height: 7,
    slot: 140,
    bodySize: 99,
    protocolVersion: { major: 10, minor: 2 },
    era: 'conway',
    kind: 'main',
  });
  expect(block.issuer).toMatchObject({
    operationalCertificate: 3,
    leaderVrfOutput: '02'.repeat(64),
    blockVrfOutput: '02'.repeat(64),
  });
});
