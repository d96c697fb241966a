import { readReports } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { extendChain, hashOf, reportsOf, type ToldBlock } from './small-tips.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const block: ToldBlock = { tag: 1, height: 500, slot: 30_400, maker: 1, parent: 9 };
const rival: ToldBlock = { tag: 2, height: 500, slot: 30_402, maker: 2, parent: 9 };

describe('late reports', () => {
  test('of a settled height are kept for their delays, and it is said that they came late', async () => {
    await stage.put(...reportsOf(block, 3));
    await stage.pass();
    await stage.pool.query('update judged_height set settled = true');
    await stage.marks();
    await stage.put(...reportsOf(rival, 3), ...reportsOf(block, 5));
    expect(await stage.pass()).toMatchObject({ changed: 0 });
    expect((await stage.contest(500))?.candidates).toMatchObject([{ hash: hashOf(1), witnesses: 3 }]);
    expect((await stage.pool.query('select late from judged_height')).rows).toEqual([{ late: true }]);
    expect((await readReports(stage.pool, hashOf(1)))[0]?.reports).toHaveLength(5);
  });

  test('of heights far below or far above are kept, and not judged', async () => {
    await extendChain(stage.pool, { tag: 80, height: 500, slot: 30_390, maker: 4 });
    await stage.put(
      ...reportsOf({ ...block, tag: 6, height: 449, slot: 30_301 }, 3),
      ...reportsOf({ ...block, tag: 7, height: 450, slot: 30_302 }, 3),
      ...reportsOf({ ...block, tag: 8, height: 600, slot: 30_303 }, 3),
      ...reportsOf({ ...block, tag: 9, height: 601, slot: 30_304 }, 2),
    );
    await stage.pass();
    const { rows } = await stage.pool.query('select height from judged_height order by 1');
    expect(rows).toEqual([{ height: 450n }, { height: 600n }]);
    expect((await stage.pool.query('select from reported_block')).rowCount).toBe(4);
  });

  test('are judged where our node is behind most of those who report', async () => {
    await extendChain(stage.pool, { tag: 80, height: 200, slot: 29_000, maker: 4 });
    await stage.put(...reportsOf(block, 3));
    await stage.pass();
    expect(await stage.contest(500)).toBeDefined();
  });

  test('of an epoch whose reports are dropped are forgotten', async () => {
    await stage.pool.query('insert into propagation_epoch values (3, 1, 1, true)');
    await stage.put(...reportsOf(block, 3));
    await stage.pass();
    expect((await stage.pool.query('select from reported_block')).rowCount).toBe(0);
    expect(await stage.contest(500)).toBeUndefined();
  });
});

test('a restart marks what is recent once more, and nothing that is old', async () => {
  const old: ToldBlock = { tag: 4, height: 390, slot: 30_100, maker: 4 };
  await extendChain(stage.pool, { tag: 80, height: 500, slot: 30_390, maker: 4 });
  await stage.put(...reportsOf(old, 2), ...reportsOf(block, 3));
  await stage.pass();
  await stage.marks();
  stage.restart();
  await stage.pass();
  expect(await stage.marks()).toEqual(['competitive 500']);
  await stage.clock.advance(10_000);
  await stage.pass();
  expect(await stage.marks()).toContain(`block_propagation 500/${hashOf(1)}`);
});
