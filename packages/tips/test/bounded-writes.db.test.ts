import { unixMs } from '@pooltool/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extendChain, hashOf, reportsOf, type ToldBlock } from './small-tips.ts';
import { NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const block: ToldBlock = { tag: 1, height: 500, slot: 30_500, maker: 1 };

test('a block that 90 pools report within three seconds, and one late, costs a handful of marks', async () => {
  await extendChain(stage.pool, { tag: 80, height: 499, slot: 30_490, maker: 4 });
  const reports = reportsOf(block, 90).map((message, pool) => ({ ...message, receivedAt: unixMs(NOW + 40 * pool) }));
  const late = reportsOf(block, 91).slice(-1);
  const marks = new Map<string, number>();
  for (let second = 0; second < 120; second += 1) {
    const from = NOW + 1_000 * second;
    await stage.put(...reports.filter(({ receivedAt }) => receivedAt >= from && receivedAt < from + 1_000));
    if (second === 40) await extendChain(stage.pool, block);
    if (second === 50) await stage.put(...late);
    await stage.clock.advance(1_000);
    await stage.pass();
    for (const mark of await stage.marks()) marks.set(mark, (marks.get(mark) ?? 0) + 1);
  }
  expect(Object.fromEntries(marks)).toEqual({
    // Its first report; more witnesses make it likely; once while they come; our node has it; the late one.
    'competitive 500': expect.toSatisfy((times) => times <= 5),
    // When it had travelled, and a minute later for what came since.
    [`block_propagation 500/${hashOf(1)}`]: 2,
    'reporter_heights ': 9,
    'sync_data ': 9,
  });
});
