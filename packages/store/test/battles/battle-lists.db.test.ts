import { type Block, blockHash, epoch, height } from '@pooltool/domain';
import { readEpochOrphans, readPoolBattles } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBlock, poolNumber } from '../chain/small-chain.ts';
import { branchOf, follow, prove, rollBack, settle } from './small-contests.ts';

let database: TestDatabase;
/** Pool 7 makes all of the chain but height 4, and loses at 6 with a block of its own node’s. */
beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database;
  const trunk = [...branchOf({ from: 1, to: 3, pool: 7 })];
  const fourth = makeBlock({ height: 4, branch: 0, parent: trunk.at(-1) ?? null, pool: 9 });
  const fifth = branchOf({ from: 5, to: 5, onto: fourth, pool: 7 });
  const lost = branchOf({ from: 6, to: 6, branch: 1, onto: fifth[0] ?? null, pool: 7 });
  await follow(pool, [...trunk, fourth, ...fifth, ...lost]);
  await rollBack(pool, fifth[0] ?? null);
  const sixth = makeBlock({ height: 6, branch: 0, parent: fifth[0] ?? null, pool: 8 });
  await follow(pool, [sixth, ...branchOf({ from: 7, to: 30, onto: sixth, pool: 7 })]);
  for (const at of [4, 8, 20, 25]) await prove(pool, rival(at), [20, 21]);
  await settle(pool);
});
afterAll(() => database.close());

const rival = (at: number): Block => makeBlock({ height: at, branch: 3, parent: null, pool: at === 4 ? 7 : 33 });
const hashOf = (at: number, branch: number) => blockHash((at * 1000 + branch).toString(16).padStart(64, '0'));

describe('battles of a pool', () => {
  const battlesOf = async (asked: Partial<Parameters<typeof readPoolBattles>[2]> = {}) =>
    (await readPoolBattles(database.pool, poolNumber(7), { limit: 10, ...asked })).map(
      ({ height: at, outcome }) => `${at} ${outcome}`,
    );

  test('come newest first, those that are not settled among them', async () => {
    expect(await battlesOf()).toEqual(['25 open', '20 won', '8 won', '6 lost', '4 lost']);
  });

  test('are asked for by how they ended', async () => {
    expect(await battlesOf({ outcome: 'won' })).toEqual(['20 won', '8 won']);
    expect(await battlesOf({ outcome: 'lost' })).toEqual(['6 lost', '4 lost']);
    expect(await battlesOf({ outcome: 'open' })).toEqual(['25 open']);
    expect(await battlesOf({ kind: 'height-battle', outcome: 'lost' })).toEqual(['6 lost', '4 lost']);
    expect(await battlesOf({ kind: 're-mint' })).toEqual([]);
  });

  test('come in pages, each going on where the last one ended', async () => {
    const [, second] = await readPoolBattles(database.pool, poolNumber(7), { limit: 2 });
    expect(await battlesOf({ after: second, limit: 2 })).toEqual(['8 won', '6 lost']);
    expect(await battlesOf({ after: { height: height(4), hash: hashOf(4, 3) } })).toEqual([]);
  });

  test('tell what they were', async () => {
    const [, , , lost] = await readPoolBattles(database.pool, poolNumber(7), { limit: 4 });
    expect(lost).toMatchObject({ hash: hashOf(6, 1), slot: 61, epoch: 0, kinds: ['height-battle'] });
  });
});

describe('orphans of an epoch', () => {
  test('come newest first with the block that stands, and with their body where our node had it', async () => {
    expect(await readEpochOrphans(database.pool, epoch(0), { limit: 10 })).toEqual([
      expect.objectContaining({ hash: hashOf(8, 3), pool: poolNumber(33), standing: 'confirmed', body: null }),
      {
        height: 6,
        hash: hashOf(6, 1),
        slot: 61,
        pool: poolNumber(7),
        standing: 'confirmed',
        kinds: ['height-battle'],
        by: { hash: hashOf(6, 0), pool: poolNumber(8) },
        body: { transactions: 1, fees: 170_000n, output: 34_000_000_000_000_000n, size: 1_000 },
      },
      expect.objectContaining({ hash: hashOf(4, 3), by: { hash: hashOf(4, 0), pool: poolNumber(9) } }),
    ]);
  });

  test('come in pages, and not before they are settled', async () => {
    const after = { height: height(8), hash: hashOf(8, 3) };
    const next = await readEpochOrphans(database.pool, epoch(0), { limit: 1, after });
    expect(next.map((orphan) => orphan.height)).toEqual([6]);
    expect(await readEpochOrphans(database.pool, epoch(2), { limit: 10 })).toMatchObject([{ height: 20 }]);
  });
});
