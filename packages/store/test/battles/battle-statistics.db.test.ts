import { type Block, customNetwork, epoch, unixMs } from '@pooltool/domain';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { claimNetwork } from '@pooltool/store';
import {
  countUnsettled,
  readBattleSamples,
  readBattleStatistics,
  readEpochBattleSamples,
  readProtocolVersions,
  readTrends,
  recordBattleSample,
  refreshTrends,
} from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeBlock, poolNumber } from '../chain/small-chain.ts';
import { branchOf, follow, forgetAll, prove, rollBack, settle, takeMarks } from './small-contests.ts';

let database: TestDatabase;
/** A slot of a minute: six hours are 36 blocks, ten days 1,440. */
const network = customNetwork({
  name: 'slownet',
  magic: 8,
  systemStartMs: Date.UTC(2024, 0, 1),
  epochLength: 100,
  slotLengthMs: 60_000,
});
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, network);
});
afterAll(() => database.close());
beforeEach(() => forgetAll(database.pool));

const write = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  inTransaction(database.pool, work);

/** A chain of 60 with a battle of heights at 12 and 45, a fork of pool 40 at 40, and one of pool 13 at 13, out of the six hours. */
async function battles() {
  const { pool } = database;
  const chain = branchOf({ from: 1, to: 60 });
  await follow(pool, chain);
  const rivals = [
    { height: 12, pool: 99 },
    { height: 13, pool: 13 },
    { height: 40, pool: 40 },
    { height: 45, pool: 99 },
    { height: 55, pool: 99 },
  ];
  for (const { height, pool: maker } of rivals) {
    await prove(pool, makeBlock({ height, branch: 2, parent: null, pool: maker }), [20, 21]);
  }
  await settle(pool);
  return chain;
}

describe('battles of the last hours', () => {
  test('are settled ones in windows that end at our tip', async () => {
    await battles();
    expect(await readBattleStatistics(database.pool)).toEqual({
      asOf: { epoch: 6, slot: 600, height: 60 },
      recent: { battles: 2, forks: 1, slotBattles: 0, heightBattles: 1 },
      forks: [
        { height: 13, epoch: 1, pool: poolNumber(13) },
        { height: 40, epoch: 4, pool: poolNumber(40) },
      ],
    });
    expect(await countUnsettled(database.pool)).toEqual({ heights: 10, orphansOfDay: 4 });
  });

  test('count once what is hidden between two heights: one slot, and a parent that one of them missed', async () => {
    const { pool } = database;
    await follow(pool, branchOf({ from: 1, to: 60 }));
    // In the slot of height 46.
    await prove(pool, makeBlock({ height: 45, branch: 10, parent: null, pool: 99 }), [20, 21]);
    await settle(pool);
    const contested = await pool.query(`select height from judged_height where classification is not null order by 1`);
    expect(contested.rows.map(({ height }) => Number(height))).toEqual([45, 46]);
    expect((await readBattleStatistics(pool))?.recent).toEqual({
      battles: 1,
      forks: 0,
      slotBattles: 0,
      heightBattles: 1,
    });
    await write((tx) => refreshTrends(tx));
    expect((await readTrends(pool)).find((trend) => trend.epoch === 4)).toMatchObject({ battles: 1 });
  });

  test('are none where there is no chain', async () => {
    expect(await readBattleStatistics(database.pool)).toBeNull();
    expect(await write((tx) => recordBattleSample(tx, unixMs(1)))).toBe(false);
    expect(await readProtocolVersions(database.pool)).toEqual([]);
  });
});

describe('samples', () => {
  const sampleAt = (at: number) => write((tx) => recordBattleSample(tx, unixMs(at)));

  test('are taken each 20 seconds, and sooner when a battle is settled', async () => {
    await follow(database.pool, branchOf({ from: 1, to: 20 }));
    expect(await sampleAt(1_000)).toBe(true);
    expect(await sampleAt(20_000)).toBe(false);
    expect(await sampleAt(21_000)).toBe(true);
    await prove(database.pool, makeBlock({ height: 4, branch: 2, parent: null, pool: 99 }), [20, 21]);
    await settle(database.pool);
    expect(await sampleAt(22_000)).toBe(true);
    const samples = await readBattleSamples(database.pool);
    expect(samples.map(({ at, battles }) => [at, battles])).toEqual([
      [1_000, 0],
      [21_000, 0],
      [22_000, 1],
    ]);
    expect(samples[2]).toEqual({
      at: 22_000,
      epoch: 2,
      slot: 200,
      height: 20,
      battles: 1,
      forks: 0,
      slotBattles: 0,
      heightBattles: 1,
    });
    expect((await readBattleSamples(database.pool, { limit: 2 })).map(({ at }) => at)).toEqual([21_000, 22_000]);
    expect((await readEpochBattleSamples(database.pool, [epoch(2), epoch(3)])).get(epoch(2))).toEqual(samples);
  });

  test('go on when the clock is set back', async () => {
    await follow(database.pool, branchOf({ from: 1, to: 20 }));
    await sampleAt(10_000_000);
    expect(await sampleAt(1_000)).toBe(true);
    expect(await sampleAt(20_000)).toBe(false);
    expect((await readBattleSamples(database.pool)).map(({ at }) => at)).toEqual([1_000]);
  });

  test('of old epochs go when a new one begins, but not before their file is drawn', async () => {
    let onto: Block | null = null;
    for (const of of [0, 1, 2, 3, 4]) {
      const chain = branchOf({ from: 10 * of + 1, to: 10 * of + 9, onto });
      onto = chain.at(-1) ?? null;
      await follow(database.pool, chain);
      await sampleAt(1_000 + of * 3_600_000);
      if (of > 0) await database.pool.query(`delete from document_mark where subject <> '1'`);
    }
    const kept = await readEpochBattleSamples(database.pool, [0, 1, 2, 3, 4].map(epoch));
    expect([...kept.keys()]).toEqual([1, 2, 3, 4].map(epoch));
  });

  test('mark what they are drawn into; the epoch’s file once an hour, and when the epoch is over', async () => {
    const chain = branchOf({ from: 1, to: 20 });
    await follow(database.pool, chain);
    await takeMarks(database.pool);
    await sampleAt(1_000);
    expect(await takeMarks(database.pool)).toEqual(['battle_statistics ', 'ecosystem battles', 'ecosystem protocols']);
    await sampleAt(60_000);
    expect(await takeMarks(database.pool)).toEqual(['battle_statistics ', 'ecosystem battles']);
    await sampleAt(300_000);
    expect(await takeMarks(database.pool)).toContain('ecosystem protocols');
    await sampleAt(3_600_000);
    expect(await takeMarks(database.pool)).toContain('epoch_battle_data 2');
    await follow(database.pool, branchOf({ from: 21, to: 31, onto: chain.at(-1) ?? null }));
    await takeMarks(database.pool);
    await sampleAt(3_650_000);
    // Not the versions that pools run, which change with each block: they are told every five minutes.
    expect(await takeMarks(database.pool)).toEqual(['battle_statistics ', 'ecosystem battles', 'epoch_battle_data 2']);
  });
});

describe('trends', () => {
  const refresh = () => write(refreshTrends);

  test('tell of the last ten epochs what was settled of them, and of their blocks', async () => {
    await battles();
    expect(await refresh()).toEqual([0, 1, 2, 3, 4, 5].map(epoch));
    const trends = await readTrends(database.pool);
    expect(
      trends.map((trend) => [trend.epoch, trend.battles, trend.forks, trend.slotBattles, trend.heightBattles]),
    ).toEqual([
      [0, 0, 0, 0, 0],
      [1, 2, 1, 0, 1],
      [2, 0, 0, 0, 0],
      [3, 0, 0, 0, 0],
      [4, 2, 1, 0, 1],
      [5, 0, 0, 0, 0],
    ]);
    expect(trends[1]).toMatchObject({ delayMs: null, blocks: 10, transactions: 10, size: 10_000 });
  });

  test('count an epoch that is over once, until a late report or a roll backward changes it', async () => {
    const chain = await battles();
    await refresh();
    expect(await refresh()).toEqual([]);
    await prove(database.pool, makeBlock({ height: 31, branch: 2, parent: null, pool: 99 }), [20, 21]);
    await settle(database.pool);
    expect(await refresh()).toEqual([3]);
    await rollBack(database.pool, chain[45] ?? null);
    await follow(database.pool, branchOf({ from: 47, to: 70, branch: 1, onto: chain[45] ?? null }));
    await settle(database.pool);
    expect(await refresh()).toEqual([4, 5, 6].map(epoch));
    expect((await readTrends(database.pool)).find((trend) => trend.epoch === 3)?.battles).toBe(1);
  });

  test('take the median of the medians of the blocks that stand', async () => {
    const chain = await battles();
    for (const at of [20, 21, 22]) {
      const block = chain.find(({ height }) => height === at);
      if (block !== undefined) await prove(database.pool, block, [20, 21]);
    }
    await settle(database.pool);
    await refresh();
    expect((await readTrends(database.pool)).find((trend) => trend.epoch === 2)?.delayMs).toBe(300);
  });
});

test('a pool counts for the version of its newest block; blocks count by how old they are', async () => {
  const old = branchOf({ from: 1, to: 50 }).map((block) => ({ ...block, protocolVersion: { major: 9, minor: 1 } }));
  await follow(database.pool, old);
  await follow(database.pool, branchOf({ from: 51, to: 60, onto: old.at(-1) ?? null, pool: 1 }));
  expect(await readProtocolVersions(database.pool)).toEqual([
    { major: 9, minor: 1, pools: 49, stake: 0n, blocks: 0, blocks1h: 0, blocks6h: 26, blocks12h: 50, blocks24h: 50 },
    { major: 10, minor: 0, pools: 1, stake: 0n, blocks: 1, blocks1h: 6, blocks6h: 10, blocks12h: 10, blocks24h: 10 },
  ]);
  await database.pool.query(
    `insert into live_pool (pool_id, stake, owner_stake, pledge, delegators, delegators_hash)
     values (decode($1, 'hex'), 70, 0, 0, 0, 0), (decode($2, 'hex'), 30, 0, 0, 0, 0)`,
    [poolNumber(1), poolNumber(2)],
  );
  const [first, second] = await readProtocolVersions(database.pool);
  expect([first?.stake, second?.stake]).toEqual([30n, 70n]);
  await database.pool.query('truncate live_pool');
});
