import { type Block, stakeCredential } from '@pooltool/domain';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { pruneSpentOutputs, recordBlocks, rollBackTo, settleChain, writeSyncPoint } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addressOf, blockOf, ENTERPRISE, inputOf, outputTo, transaction } from '../verifications/paying-chain.ts';
import { credentialNumber, factsOfBlock, registration, tipOf } from './small-chain.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
const clear = () =>
  database.pool.query(
    'truncate block, sync_point, epoch_chain, pool_epoch_blocks, pool, stake_certificate, account, chain_output, output_spending',
  );
beforeEach(clear);

const forward = (...blocks: Block[]) =>
  inTransaction(database.pool, (tx) => recordBlocks(tx, blocks.map(factsOfBlock), { feed: 'chain', tellFrom: null }));
const backTo = (block: Block) =>
  inTransaction(database.pool, async (tx) => {
    await rollBackTo(tx, tipOf(block));
    await writeSyncPoint(tx, 'chain', tipOf(block));
  });

/** `transaction number#index owner amount`, with `spent slot` when it is. */
async function outputs(): Promise<string[]> {
  const { rows } = await database.pool.query<{ told: string }>(
    `select ltrim(encode(o.transaction_id, 'hex'), '0') || '#' || o.output_index || ' '
       || coalesce(case o.credential_kind when 0 then 'key:' else 'script:' end || ltrim(encode(o.credential, 'hex'), '0'), 'nobody')
       || ' ' || o.amount || coalesce(' spent ' || s.slot, '') as told
     from chain_output o left join output_spending s using (transaction_id, output_index)
     order by o.slot, o.transaction_id, o.output_index`,
  );
  return rows.map(({ told }) => told);
}

const somebody = credentialNumber(0xa1);
const script = stakeCredential('script', somebody.hash);

describe('outputs', () => {
  test('are kept with the credential their address counts for, and with when they were spent', async () => {
    const first = blockOf(null, [
      transaction({
        number: 1,
        outputs: [
          outputTo(addressOf(somebody), 5n),
          outputTo(addressOf(script), 6n),
          outputTo(ENTERPRISE, 2n ** 64n - 1n),
          outputTo(`82d818${'00'.repeat(30)}`, 8n),
        ],
      }),
    ]);
    const second = blockOf(first, [transaction({ number: 2, inputs: [inputOf(1, 1), inputOf(1, 3)] })]);
    await forward(first);
    await forward(second);
    expect(await outputs()).toEqual([
      '1#0 key:a1 5',
      '1#1 script:a1 6 spent 20',
      '1#2 nobody 18446744073709551615',
      '1#3 nobody 8 spent 20',
    ]);
  });

  test('of a failed transaction are its collateral: spent instead of the inputs, returned behind the outputs', async () => {
    const first = blockOf(null, [
      transaction({ number: 1, outputs: [outputTo(ENTERPRISE, 5n), outputTo(ENTERPRISE, 6n)] }),
    ]);
    const failed = transaction({
      number: 2,
      valid: false,
      inputs: [inputOf(1, 0)],
      outputs: [outputTo(ENTERPRISE, 1n), outputTo(ENTERPRISE, 2n)],
      collateralInputs: [inputOf(1, 1)],
      collateralReturn: outputTo(addressOf(somebody), 4n),
    });
    await forward(first, blockOf(first, [failed]));
    expect(await outputs()).toEqual(['1#0 nobody 5', '1#1 nobody 6 spent 20', '2#2 key:a1 4']);
  });

  test('made and spent in one batch are both', async () => {
    const made = transaction({ number: 1, outputs: [outputTo(ENTERPRISE, 5n)] });
    const spending = transaction({ number: 2, inputs: [inputOf(1)], outputs: [outputTo(ENTERPRISE, 4n)] });
    await forward(blockOf(null, [made, spending]));
    expect(await outputs()).toEqual(['1#0 nobody 5 spent 10', '2#0 nobody 4']);
  });

  test('are taken back by a roll backward, and what it unspends is unspent', async () => {
    const first = blockOf(null, [transaction({ number: 1, outputs: [outputTo(ENTERPRISE, 5n)] })]);
    await forward(first);
    await forward(
      blockOf(first, [transaction({ number: 2, inputs: [inputOf(1)], outputs: [outputTo(ENTERPRISE, 4n)] })]),
    );
    await backTo(first);
    expect(await outputs()).toEqual(['1#0 nobody 5']);
    await forward(blockOf(first, [transaction({ number: 3, inputs: [inputOf(1)] })], 1));
    expect(await outputs()).toEqual(['1#0 nobody 5 spent 21']);
  });

  test('of a block that shares its slot with the boundary block before it go with a roll backward to that', async () => {
    const first = blockOf(null, [transaction({ number: 1, outputs: [outputTo(ENTERPRISE, 5n)] })]);
    const next = blockOf(first, [transaction({ number: 2, outputs: [outputTo(ENTERPRISE, 6n)] })]);
    const boundary: Block = {
      ...blockOf(first, []),
      hash: next.hash.replace('0', 'b') as Block['hash'],
      kind: 'boundary',
      height: first.height,
      slot: next.slot,
    };
    await forward(first, boundary, next);
    await backTo(boundary);
    expect(await outputs()).toEqual(['1#0 nobody 5']);
  });

  test('cost no statement in blocks without transactions', async () => {
    const first = blockOf(null, [transaction({ number: 1, outputs: [outputTo(ENTERPRISE, 5n)] })]);
    const empty = blockOf(first, []);
    expect(await tablesAsked(first)).toContain('chain_output');
    expect(await tablesAsked(empty)).not.toMatch(/chain_output|output_spending|verification/);
  });
});

/** The text of all statements that recording this block sends. */
const tablesAsked = (block: Block): Promise<string> =>
  inTransaction(database.pool, async (tx) => {
    const asked: string[] = [];
    const watching: Transaction = {
      ...tx,
      query: (statement, values) => {
        asked.push(typeof statement === 'string' ? statement : statement.text);
        return tx.query(statement, values);
      },
    };
    await recordBlocks(watching, [factsOfBlock(block)], { feed: 'chain', tellFrom: null });
    return asked.join('\n');
  });

/** `50…`: a script's payment part, a pointer behind it (three numbers below 128, a byte each). */
const pointerTo = (slot: number, transactionIndex: number, certificateIndex: number) =>
  `50${'11'.repeat(28)}${[slot, transactionIndex, certificateIndex].map((n) => n.toString(16).padStart(2, '0')).join('')}`;

describe('a pointer address', () => {
  const registering = (number: number, who: number) =>
    transaction({ number, effects: [registration(9), registration(who)] });

  test('counts for the credential that was registered where it points, in an earlier block or in its own', async () => {
    const first = blockOf(null, [transaction({ number: 1 }), registering(2, 0xb2)]);
    const own = transaction({
      number: 3,
      effects: [registration(0xc3)],
      outputs: [outputTo(pointerTo(10, 1, 1), 5n), outputTo(pointerTo(20, 0, 0), 6n)],
    });
    const second = blockOf(first, [own]);
    const expected = ['3#0 key:b2 5', '3#1 key:c3 6'];
    await forward(first);
    await forward(second);
    expect(await outputs(), 'one by one').toEqual(expected);
    await clear();
    await forward(first, second);
    expect(await outputs(), 'at once').toEqual(expected);
  });

  test('that points at what comes later, at no certificate, or at another kind of one counts for nobody', async () => {
    const pointing = transaction({
      number: 1,
      outputs: [outputTo(pointerTo(10, 1, 1), 5n), outputTo(pointerTo(20, 0, 0), 6n), outputTo(pointerTo(3, 0, 0), 7n)],
    });
    const first = blockOf(null, [pointing, registering(2, 0xb2)]);
    const second = blockOf(first, [registering(3, 0xc3)]);
    const expected = ['1#0 nobody 5', '1#1 nobody 6', '1#2 nobody 7'];
    await forward(first);
    await forward(second);
    expect(await outputs(), 'one by one').toEqual(expected);
    await clear();
    await forward(first, second);
    expect(await outputs(), 'at once').toEqual(expected);
  });
});

describe('any chain of transactions', () => {
  /** What each transaction of each block does, by numbers that are taken modulo what is there. */
  const recipe = fc.record({
    valid: fc.boolean(),
    spends: fc.array(fc.nat(), { maxLength: 3 }),
    outputs: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }),
    registers: fc.option(fc.integer({ min: 1, max: 3 })),
  });
  const chain = fc.array(fc.array(recipe, { maxLength: 3 }), { minLength: 2, maxLength: 8 });

  function blocksOf(
    recipes: readonly (readonly (typeof recipe extends fc.Arbitrary<infer R> ? R : never)[])[],
  ): Block[] {
    const blocks: Block[] = [];
    const unspent = [inputOf(0xffff, 0), inputOf(0xffff, 1)];
    let number = 0;
    for (const made of recipes) {
      const transactions = made.map(({ valid, spends, outputs: targets, registers }) => {
        number += 1;
        const inputs = spends.flatMap((which) => unspent.splice(which % Math.max(unspent.length, 1), 1));
        const addresses = [
          ENTERPRISE,
          addressOf(somebody),
          addressOf(script),
          pointerTo(10, 0, 0),
          pointerTo(20, 1, 0),
          pointerTo(30, 0, 0),
        ];
        const outputs = targets.map((target, index) =>
          outputTo(addresses[target] ?? ENTERPRISE, BigInt(number * 10 + index)),
        );
        if (valid) unspent.push(...outputs.map((_, index) => inputOf(number, index)));
        return transaction({
          number,
          valid,
          inputs: valid ? inputs : [inputOf(0xdead)],
          collateralInputs: valid ? [] : inputs,
          outputs,
          effects: registers === null ? [] : [registration(registers)],
        });
      });
      blocks.push(blockOf(blocks.at(-1) ?? null, transactions));
    }
    return blocks;
  }

  test('leaves the same outputs block by block, in batches, and after roll backwards', async () => {
    await fc.assert(
      fc.asyncProperty(chain, fc.nat(), fc.nat(), async (recipes, cut, back) => {
        const blocks = blocksOf(recipes);
        const at = 1 + (cut % (blocks.length - 1));
        await clear();
        for (const block of blocks) await forward(block);
        const clean = await outputs();
        await clear();
        await forward(...blocks.slice(0, at));
        await forward(...blocks.slice(at));
        expect(await outputs()).toEqual(clean);
        const kept = back % blocks.length;
        const to = blocks[kept];
        if (to === undefined || kept === blocks.length - 1) return;
        await backTo(to);
        await forward(...blocks.slice(kept + 1));
        expect(await outputs()).toEqual(clean);
      }),
      { numRuns: 25 },
    );
  });
});

describe('spent outputs', () => {
  const prune = (most = 100) =>
    inTransaction(database.pool, async (tx) => {
      await settleChain(tx, { securityParameter: 3 });
      return pruneSpentOutputs(tx, { most });
    });

  /** Each block after the first spends the first's next output. */
  async function spendOneByOne(spendings: number): Promise<void> {
    const amounts = Array.from({ length: spendings + 1 }, (_, index) => outputTo(ENTERPRISE, BigInt(index)));
    let last = blockOf(null, [transaction({ number: 1, outputs: amounts })]);
    await forward(last);
    for (let index = 0; index < spendings; index += 1) {
      last = blockOf(last, [transaction({ number: 100 + index, inputs: [inputOf(1, index)] })]);
      await forward(last);
    }
  }

  test('are dropped when no roll backward can unspend them any more, and not a block before', async () => {
    await spendOneByOne(5);
    expect(await prune()).toBe(2);
    expect(await outputs()).toEqual([
      '1#2 nobody 2 spent 40',
      '1#3 nobody 3 spent 50',
      '1#4 nobody 4 spent 60',
      '1#5 nobody 5',
    ]);
    expect(await prune()).toBe(0);
  });

  test('are dropped the oldest first and no more at once than is said', async () => {
    await spendOneByOne(6);
    expect(await prune(2)).toBe(2);
    expect(await outputs()).toHaveLength(5);
    expect(await prune(2)).toBe(1);
    expect(await prune(2)).toBe(0);
  });

  test('are all kept while our chain is shorter than a roll backward may be', async () => {
    await spendOneByOne(2);
    expect(await prune()).toBe(0);
  });
});
