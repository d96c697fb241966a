import type { Block } from '@pooltool/domain';
import { readSettledHeight } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeBlock } from '../chain/small-chain.ts';
import { branchOf, follow, prove, rollBack, settle, settledRows } from './small-contests.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const ROUNDS = 12;

/** Rolls the chain back below what is settled or about to be, and forward on another branch. */
async function fork(chain: Block[], branch: number): Promise<void> {
  const kept = chain.slice(0, chain.length - 15);
  const onto = kept.at(-1) ?? null;
  await rollBack(database.pool, onto);
  const fresh = branchOf({ from: kept.length + 1, to: chain.length + 3, branch, onto, pool: 5 });
  await follow(database.pool, fresh);
  chain.splice(kept.length, chain.length, ...fresh);
}

test('who settles, who takes in reports and who rolls back at the same time miss nothing of each other', async () => {
  const { pool } = database;
  const chain = branchOf({ from: 1, to: 40 });
  await follow(pool, chain);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const reported = [27, 28, 29, 30, 31].map((at) =>
      makeBlock({ height: at + round * 3, branch: 9, parent: null, pool: 8 }),
    );
    await Promise.all([
      settle(pool),
      fork(chain, round % 4),
      ...reported.map((block) => prove(pool, block, [20, 20 + round])),
      settle(pool),
    ]);
  }
  await settle(pool);
  expect(await readSettledHeight(pool)).toBe(chain.length - 10);
  const after = await settledRows(pool);
  expect(after.heights.length).toBeGreaterThan(ROUNDS);
  await pool.query('truncate judged_height, judged_block');
  await pool.query('update settled_height set height = -1');
  await settle(pool, 1_000);
  expect(after).toEqual(await settledRows(pool));
});
