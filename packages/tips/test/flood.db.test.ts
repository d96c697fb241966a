import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hashOf, reportsOf, type ToldBlock, tip } from './small-tips.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const block: ToldBlock = { tag: 1, height: 500, slot: 30_400, maker: 1 };
const honest = reportsOf(block, 4);
/** Each shows another election: none can be known from the one before. */
const flood = Array.from({ length: 1_100 }, (_, at) => {
  const message = tip({ ...block, tag: 1_000, slot: 29_000 + at }, 666);
  return { ...message, hash: hashOf(1_000 + at) };
});

test('of proofs never seen before a pass verifies some, and the rest waits for the next ones: nothing is lost', async () => {
  await stage.put(...flood);
  await stage.put(...honest);
  const passes = [await stage.pass(), await stage.pass(), await stage.pass()];
  expect(passes.map(({ messages, complete }) => [messages, complete])).toEqual([
    [500, false],
    [500, false],
    [104, true],
  ]);
  const { rows } = await stage.pool.query<{ kept: number }>(
    `select count(*)::int as kept from reported_block where evidence = 1`,
  );
  expect(rows).toEqual([{ kept: flood.length + 1 }]);
  expect(await stage.contest(500)).toMatchObject({
    candidates: expect.arrayContaining([expect.objectContaining({ hash: hashOf(1), reports: 4 })]),
  });
});

test('what all nodes show of one block is taken in at once', async () => {
  await stage.put(...reportsOf(block, 1_500));
  expect(await stage.pass()).toMatchObject({ messages: 1_500, complete: true });
});
