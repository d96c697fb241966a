import { type Block, slot } from '@pooltool/domain';
import { inTransaction, type Transaction } from '@pooltool/shared-utils/pg';
import { isSettlingDue, readSettledHeight, settleHeights } from '@pooltool/store/battles';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeBlock, poolNumber, tipOf } from '../chain/small-chain.ts';
import {
  branchOf,
  DEPTH,
  follow,
  forgetAll,
  leaderValue,
  outcomes,
  prove,
  rollBack,
  settle,
  settledRows,
  takeMarks,
} from './small-contests.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => forgetAll(database.pool));

const last = (blocks: readonly Block[]): Block => {
  const block = blocks.at(-1);
  if (block === undefined) throw new RangeError('there is no block');
  return block;
};

/** Heights 1 to 5; then 6 and 7 of a branch that is undone, and other blocks from 6 on. */
async function forked(to: number) {
  const { pool } = database;
  const trunk = branchOf({ from: 1, to: 5 });
  const lost = branchOf({ from: 6, to: 7, branch: 1, onto: last(trunk) });
  await follow(pool, trunk);
  await follow(pool, lost);
  await rollBack(pool, last(trunk));
  const kept = branchOf({ from: 6, to, onto: last(trunk) });
  await follow(pool, kept);
  return { trunk, lost, kept };
}

describe('a height', () => {
  test('is settled when ten blocks stand on it, and not before', async () => {
    const { kept } = await forked(16);
    expect(await settle(database.pool)).toMatchObject({ settledTo: 6, judged: 1, orphans: 1, complete: true });
    expect(await outcomes(database.pool)).toEqual(['6/0 stands', '6/1 orphan']);
    await follow(database.pool, branchOf({ from: 17, to: 17, onto: last(kept) }));
    expect(await settle(database.pool)).toMatchObject({ settledTo: 7, judged: 1 });
    expect(await outcomes(database.pool)).toEqual(['6/0 stands', '6/1 orphan', '7/0 stands', '7/1 orphan']);
  });

  test('that is settled has the documents of its orphan and of the block that stands drawn, and nothing is found again', async () => {
    await forked(16);
    await takeMarks(database.pool);
    expect(await isSettlingDue(database.pool, DEPTH)).toBe(true);
    await settle(database.pool);
    expect(await takeMarks(database.pool)).toEqual([
      'block 0/6',
      'competitive 6',
      'deleted_blocks 0/6',
      'ecosystem battles',
      `pool_block ${poolNumber(6)}/0/6`,
      `pool_deleted_blocks ${poolNumber(7)}/0/6`,
    ]);
    const rows = await settledRows(database.pool);
    expect(await isSettlingDue(database.pool, DEPTH)).toBe(false);
    expect(await settle(database.pool)).toMatchObject({ judged: 0, changed: 0 });
    expect(await settledRows(database.pool)).toEqual(rows);
    expect(await takeMarks(database.pool)).toEqual([]);
  });

  test('that was contested has the pictures of all its reported blocks drawn: they may be older than the contest', async () => {
    const { kept, lost } = await forked(16);
    const reported = [...kept, ...lost].filter(({ height }) => height === 6);
    for (const block of reported) await prove(database.pool, block, [20, 21]);
    await takeMarks(database.pool);
    await settle(database.pool);
    const marks = await takeMarks(database.pool);
    expect(marks.filter((mark) => mark.startsWith('block_propagation'))).toEqual(
      reported.map(({ hash }) => `block_propagation 6/${hash}`).sort(),
    );
  });

  test('of which nobody reported anything and where nothing was undone has no row', async () => {
    const blocks = branchOf({ from: 1, to: 300 });
    await follow(database.pool, blocks);
    expect(await settle(database.pool)).toEqual({ settledTo: 290, judged: 0, changed: 0, orphans: 0, complete: true });
    expect(await outcomes(database.pool)).toEqual([]);
  });

  test('with a block that was undone and returned has none either', async () => {
    const blocks = branchOf({ from: 1, to: 9 });
    await follow(database.pool, blocks);
    await rollBack(database.pool, blocks[4] ?? null);
    await follow(database.pool, blocks.slice(5));
    await follow(database.pool, branchOf({ from: 10, to: 30, onto: last(blocks) }));
    expect(await settle(database.pool)).toMatchObject({ settledTo: 20, judged: 0 });
  });

  test('below our chain’s first block is nothing of ours', async () => {
    const [report] = branchOf({ from: 3, to: 3, branch: 2 });
    if (report !== undefined) await prove(database.pool, report, [20, 21]);
    await follow(database.pool, branchOf({ from: 100, to: 130 }));
    expect(await settle(database.pool)).toMatchObject({ settledTo: 120, judged: 0, complete: true });
    expect(await outcomes(database.pool)).toEqual(['3/2 open']);
    expect(await isSettlingDue(database.pool, DEPTH)).toBe(false);
  });
});

describe('a report that comes when its height is settled', () => {
  test('adds an orphan that is proven and seen, and changes nothing about what stands', async () => {
    await follow(database.pool, branchOf({ from: 1, to: 20 }));
    await settle(database.pool);
    const rival = makeBlock({ height: 4, branch: 3, parent: null, pool: 44 });
    await prove(database.pool, rival, [20, 21]);
    expect(await outcomes(database.pool)).toEqual(['4/0 open', '4/3 open']);
    expect(await isSettlingDue(database.pool, DEPTH)).toBe(true);
    expect(await settle(database.pool)).toMatchObject({ settledTo: 10, judged: 1, orphans: 1 });
    expect(await outcomes(database.pool)).toEqual(['4/0 stands', '4/3 orphan']);
    await prove(database.pool, rival, [22]);
    expect(await outcomes(database.pool)).toEqual(['4/0 stands', '4/3 orphan']);
    expect(await settle(database.pool)).toMatchObject({ judged: 1, changed: 0 });
  });

  test('is of no account once the reports of its epoch are dropped', async () => {
    await forked(20);
    await settle(database.pool);
    const rows = await settledRows(database.pool);
    await database.pool.query(
      `insert into propagation_epoch (epoch, blocks, reported_blocks, reports_dropped) values (0, 1, 1, true)`,
    );
    await database.pool.query(`update judged_height set late = true`);
    await database.pool.query(`delete from undone_block`);
    expect(await isSettlingDue(database.pool, DEPTH)).toBe(false);
    await settle(database.pool);
    await database.pool.query(`update judged_height set late = false`);
    expect(await settledRows(database.pool)).toEqual(rows);
    await database.pool.query(`delete from propagation_epoch`);
  });
});

describe('a roll backward', () => {
  test('below a settled height opens it; an orphan of before that is on the chain again is none any more', async () => {
    const { trunk, lost } = await forked(30);
    await settle(database.pool);
    await takeMarks(database.pool);
    await rollBack(database.pool, last(trunk));
    expect(await readSettledHeight(database.pool)).toBe(5);
    expect(await outcomes(database.pool)).toEqual(['6/0 open', '6/1 open', '7/0 open', '7/1 open']);
    expect(await takeMarks(database.pool)).toEqual(
      expect.arrayContaining(['competitive 6', 'deleted_blocks 0/6', `pool_deleted_blocks ${poolNumber(7)}/0/6`]),
    );
    await follow(database.pool, lost);
    await follow(database.pool, branchOf({ from: 8, to: 17, branch: 1, onto: last(lost) }));
    await settle(database.pool);
    expect(await outcomes(database.pool)).toEqual(['6/0 orphan', '6/1 stands', '7/0 orphan', '7/1 stands']);
  });

  test('that stays above what is settled opens nothing', async () => {
    const { kept } = await forked(30);
    await settle(database.pool);
    const rows = await settledRows(database.pool);
    await rollBack(database.pool, kept.find(({ height }) => height === 25) ?? null);
    expect(await readSettledHeight(database.pool)).toBe(20);
    expect(await settledRows(database.pool)).toEqual(rows);
  });

  test('of the whole chain opens everything', async () => {
    await forked(30);
    await settle(database.pool);
    await rollBack(database.pool, null);
    expect(await readSettledHeight(database.pool)).toBe(-1);
    expect((await settledRows(database.pool)).heights).toEqual([]);
  });
});

test('a pool that missed a parent builds lower in the same slot: both heights know, also when the news comes late', async () => {
  const chain = branchOf({ from: 1, to: 30 });
  await follow(database.pool, chain);
  const fourth = chain.find(({ height }) => height === 4);
  const third = chain.find(({ height }) => height === 3);
  if (fourth === undefined || third === undefined) throw new Error('the chain has both');
  await prove(database.pool, fourth, [20, 21]);
  await settle(database.pool);
  const missed = { ...makeBlock({ height: 3, branch: 5, parent: tipOf(third), pool: 55 }), slot: slot(fourth.slot) };
  await prove(database.pool, missed, [20, 21]);
  await settle(database.pool);
  const { rows } = await database.pool.query<{ height: bigint; kinds: string[]; hidden: unknown[] }>(
    `select height, kinds, hidden from judged_height order by height`,
  );
  expect(rows).toMatchObject([
    { height: 3n, kinds: ['slot-battle', 'height-battle'], hidden: [{ height: 4, hash: fourth.hash }] },
    { height: 4n, kinds: ['slot-battle'], hidden: [{ height: 3, hash: missed.hash }] },
  ]);
});

test('statements do not depend on how many heights are settled at once', async () => {
  const { kept, lost } = await forked(60);
  for (const block of [...lost, ...kept.slice(0, 30)]) await prove(database.pool, block, [20, 21, 22]);
  const counted = async (limit: number) => {
    let statements = 0;
    const { judged } = await inTransaction(database.pool, (tx) => {
      const counting: Transaction = {
        ...tx,
        query: (...asked) => {
          statements += 1;
          return tx.query(...asked);
        },
      };
      return settleHeights(counting, { depth: DEPTH, limit, leaderValue });
    });
    return { judged, statements };
  };
  const few = await counted(2);
  const many = await counted(100);
  expect(few.judged).toBe(2);
  expect(many.judged).toBe(28);
  expect(many.statements).toBe(few.statements);
  expect(many.statements).toBeLessThanOrEqual(14);
});
