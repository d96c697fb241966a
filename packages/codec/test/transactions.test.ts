import { blockUnreadable, decodeBlock } from '@pooltool/codec';
import { movedOutputs, type Transaction } from '@pooltool/domain';
import type { CborWriter } from '@pooltool/shared-utils/cbor';
import { describe, expect, test } from 'vitest';
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

test("a failed transaction's collateral return stands behind the outputs that did not come to be", () => {
  const outputs = (w: CborWriter) => w.array(2).array(2).hex(ADDRESS).int(1).array(2).hex(ADDRESS).int(2);
  const body = bodyWith((w) => w.int(13).array(1).array(2).hex(HASH).int(4).int(16).array(2).hex(ADDRESS).int(9), {
    outputs,
  });
  expect(movedOutputs(transactionOf({ body }, [0]))).toEqual({
    created: [{ index: 2, output: { address: ADDRESS, amount: 9n } }],
    spent: [{ transactionId: HASH, index: 4 }],
  });
  expect(movedOutputs(transactionOf({ body })).created).toMatchObject([{ index: 0 }, { index: 1 }]);
});

test('only transactions of the block can be said to have failed', () => {
  expect(() => transactionOf({ body: bodyWith(() => {}) }, [1])).toThrow(/index of one of 1 transactions/);
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

test('execution units beyond 32 bits are kept whole; more than 63 bits of them no block has', () => {
  const using = (...units: readonly bigint[]) => {
    const witnesses = (w: CborWriter) => {
      w.map(1).int(5).array(units.length);
      for (const each of units) w.array(4).int(0).int(0).int(0).array(2).int(each).int(each);
    };
    return transactionOf({ body: bodyWith(() => {}), witnesses }).executionUnits;
  };
  expect(using(2n ** 32n, 2n ** 54n + 1n)).toEqual({
    memory: 2n ** 32n + 2n ** 54n + 1n,
    steps: 2n ** 32n + 2n ** 54n + 1n,
  });
  expect(using(2n ** 63n - 1n)).toEqual({ memory: 2n ** 63n - 1n, steps: 2n ** 63n - 1n });
  expect(() => using(2n ** 62n, 2n ** 62n)).toThrow(/memory of at most/);
});

describe('one thing written in many ways', () => {
  const input = (w: CborWriter, index: number) => w.array(2).hex(HASH).int(index);

  test('sets with tag 258 and without, lists with a length and with an end', () => {
    const ways: readonly ((w: CborWriter) => unknown)[] = [
      (w) => input(input(w.array(2), 0), 1),
      (w) => input(input(w.tag(258).array(2), 0), 1),
      (w) => input(input(w.array(), 0), 1).break(),
      (w) => input(input(w.tag(258).array(), 0), 1).break(),
    ];
    const read = ways.map((inputs) => {
      const collateral = (w: CborWriter) => inputs(w.int(13));
      return transactionOf({ body: bodyWith(collateral, { inputs }) });
    });
    const both = [
      { transactionId: HASH, index: 0 },
      { transactionId: HASH, index: 1 },
    ];
    for (const { inputs, collateralInputs } of read)
      expect({ inputs, collateralInputs }).toEqual({ inputs: both, collateralInputs: both });
    expect(new Set(read.map(({ id }) => id)).size).toBe(4);
  });

  test('bytes in one piece and in chunks, maps with a length and with an end', () => {
    const account = `e0${'aa'.repeat(28)}`;
    const ways: readonly ((w: CborWriter) => unknown)[] = [
      (w) => w.int(5).map(1).hex(account).int(7),
      (w) => w.int(5).map().hex(account).int(7).break(),
      // 0x5f begins chunks: five bytes, none, and the other twenty-four
      (w) =>
        w
          .int(5)
          .map(1)
          .raw(Buffer.from(`5f45${account.slice(0, 10)}405818${account.slice(10)}ff`, 'hex'))
          .int(7),
    ];
    for (const way of ways) {
      expect(transactionOf({ body: bodyWith(way) }).withdrawals).toEqual([
        { credential: { kind: 'key', hash: 'aa'.repeat(28) }, amount: 7n },
      ]);
    }
  });
});

describe('what stands twice', () => {
  test('a field of a body or of an output is refused, as nodes refuse it', () => {
    const output = (w: CborWriter) => w.array(1).map(3).int(0).hex(ADDRESS).int(1).int(5).int(1).int(6);
    for (const body of [bodyWith((w) => w.int(2).int(1)), bodyWith((w) => w.int(31).int(0), { outputs: output })]) {
      expect(() => transactionOf({ body })).toThrow(/expected key \d+ once/);
    }
  });

  test('an input is spent once', () => {
    const inputs = (w: CborWriter) =>
      w.array(3).array(2).hex(HASH).int(1).array(2).hex(HASH).int(2).array(2).hex(HASH).int(1);
    expect(transactionOf({ body: bodyWith(() => {}, { inputs }) }).inputs.map(({ index }) => index)).toEqual([1, 2]);
  });

  test('of an account that withdraws twice the last amount counts', () => {
    const account = `e0${'aa'.repeat(28)}`;
    const body = bodyWith((w) =>
      w
        .int(5)
        .map(3)
        .hex(account)
        .int(1)
        .hex(`f0${'aa'.repeat(28)}`)
        .int(2)
        .hex(account)
        .int(3),
    );
    expect(transactionOf({ body }).withdrawals.map(({ amount }) => amount)).toEqual([3n, 2n]);
  });
});

describe('what no transaction is without, or beyond', () => {
  const refused = (body: MadeTransaction['body']): boolean => {
    try {
      transactionOf({ body });
      return false;
    } catch (error) {
      return blockUnreadable.is(error);
    }
  };

  test.each([0, 1, 2])('field %i', (missing) => {
    const body = (w: CborWriter) => {
      w.map(2);
      if (missing !== 0) w.int(0).array(0);
      if (missing !== 1) w.int(1).array(0);
      if (missing !== 2) w.int(2).int(1);
    };
    expect(refused(body)).toBe(true);
  });

  test.each<[string, (w: CborWriter) => unknown]>([
    ['an index of more than 16 bits', (w) => w.int(13).array(1).array(2).hex(HASH).int(65_536)],
    ['lovelace of more than 64 bits', (w) => w.int(22).int(2n ** 64n)],
    ['a negative amount', (w) => w.int(22).int(-1)],
  ])('%s', (_what, field) => {
    expect(refused(bodyWith(field))).toBe(true);
  });

  test('a deposit of more than 63 bits, but in a failed transaction, where it says nothing', () => {
    const body = bodyWith((w) =>
      w
        .int(4)
        .array(1)
        .array(3)
        .int(7)
        .array(2)
        .int(0)
        .hex('aa'.repeat(28))
        .int(2n ** 64n - 1n),
    );
    expect(refused(body)).toBe(true);
    expect(transactionOf({ body }, [0]).valid).toBe(false);
  });
});

test('what an issuer may choose freely is kept as far as it goes', () => {
  const { protocolVersion, issuer } = decodeBlock(madeBlock({ minorVersion: 2n ** 64n - 1n, counter: 2n ** 64n - 1n }));
  expect(protocolVersion).toEqual({ major: 10, minor: 2 ** 31 - 1 });
  expect(issuer?.operationalCertificate).toBe(Number.MAX_SAFE_INTEGER);
});
