import type { Block } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { readSettledHeight, settleHeights } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { makeBlock } from '../chain/small-chain.ts';
import {
  branchOf,
  DEPTH,
  follow,
  forgetAll,
  leaderValue,
  outcomes,
  prove,
  proveWithin,
  rollBack,
  settle,
  settledRows,
} from './small-contests.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => forgetAll(database.pool));

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

/** What one settlement makes of the chain and all reports. */
async function settledAnew() {
  await database.pool.query('truncate judged_height, judged_block');
  await database.pool.query('update settled_height set height = -1');
  await settle(database.pool, 1_000);
  return settledRows(database.pool);
}

const rivalAt = (at: number): Block => makeBlock({ height: at, branch: 9, parent: null, pool: 8 });

/** Until somebody waits for somebody else in this database. */
const untilBlocked = () =>
  vi.waitFor(async () => {
    const { rows } = await database.pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows.length).toBeGreaterThan(0);
  });

test('a settlement waits for reports that are being taken in, and is made of them too', async () => {
  const { pool } = database;
  await follow(pool, branchOf({ from: 1, to: 20 }));
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  onTestFinished(() => commit());
  const { promise: isTakenIn, resolve: takenIn } = Promise.withResolvers<void>();
  const takingIn = inTransaction(pool, async (tx) => {
    await proveWithin(tx, rivalAt(7), [20, 21]);
    takenIn();
    await mayCommit;
  });
  await isTakenIn;
  const settling = settle(pool);
  await untilBlocked();
  commit();
  await Promise.all([takingIn, settling]);
  expect(await outcomes(pool)).toEqual(['7/0 stands', '7/9 orphan']);
});

test('a roll backward waits for a settlement, and opens what that has settled', async () => {
  const { pool } = database;
  const chain = branchOf({ from: 1, to: 20 });
  await follow(pool, chain);
  await prove(pool, rivalAt(7), [20, 21]);
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  onTestFinished(() => commit());
  const { promise: isSettled, resolve: settled } = Promise.withResolvers<void>();
  const settling = inTransaction(pool, async (tx) => {
    await settleHeights(tx, { depth: DEPTH, limit: 100, leaderValue });
    settled();
    await mayCommit;
  });
  await isSettled;
  const rolling = rollBack(pool, chain[4] ?? null);
  await untilBlocked();
  commit();
  await Promise.all([settling, rolling]);
  expect(await outcomes(pool)).toEqual(['7/0 open', '7/9 open']);
  expect(await readSettledHeight(pool)).toBe(5);
});

test('who settles, who takes in reports and who rolls back at the same time miss nothing of each other', async () => {
  const { pool } = database;
  const chain = branchOf({ from: 1, to: 40 });
  await follow(pool, chain);
  for (let round = 1; round <= ROUNDS; round += 1) {
    const reported = [27, 28, 29, 30, 31].map((at) => rivalAt(at + round * 3));
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
  expect(after).toEqual(await settledAnew());
});
