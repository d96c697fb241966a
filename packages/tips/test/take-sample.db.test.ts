import { epoch } from '@pooltool/domain';
import { readEpochSyncSamples, readSyncSamples } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { extendChain, reportsOf, type ToldBlock, tip } from './small-tips.ts';
import { NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const block: ToldBlock = { tag: 1, height: 500, slot: 30_400, maker: 1 };
const QUARTER = 15_000;
const SAMPLED = ['reporter_heights ', 'sync_data '];
const times = async () => (await readSyncSamples(stage.pool, { limit: 100 })).map(({ at }) => at - NOW);
/** Passes a second apart, as the loop has them; those that marked what is marked with samples. */
async function seconds(count: number): Promise<number> {
  let sampled = 0;
  for (let second = 0; second < count; second += 1) {
    await stage.clock.advance(1_000);
    await stage.pass();
    const marks = await stage.marks();
    sampled += SAMPLED.every((mark) => marks.includes(mark)) ? 1 : 0;
  }
  return sampled;
}

test('a sample tells who keeps up, with which versions, and where our chain is', async () => {
  await extendChain(stage.pool, { tag: 80, height: 499, slot: 30_390, maker: 4 });
  await stage.put(
    ...reportsOf(block, 3),
    tip({ ...block, tag: 2, height: 490, slot: 30_200 }, 7, { version: '10.2.1:aaaaa', platform: '' }),
  );
  await stage.pass();
  expect(await readSyncSamples(stage.pool, { limit: 9 })).toEqual([
    {
      at: NOW - (NOW % QUARTER),
      epoch: 3,
      figures: {
        time: NOW / 1_000,
        samples: 4,
        synced: 3,
        majorityHeight: 500,
        highest: 500,
        lowest: 490,
        versions: { '10.1.4:1f63d': 3, '10.2.1:aaaaa': 1 },
        platforms: { linux: 3 },
        told: { version: 4, platform: 3 },
        distribution: { 490: 1, 500: 3 },
        offsets: { '-10': 1, 0: 3 },
        chain: { epoch: 3, epochSlot: 390, height: 499 },
      },
    },
  ]);
});

test('there is one each quarter of a minute of the clock, whenever the passes are, and restarts neither double nor lose any', async () => {
  await stage.put(tip(block, 1));
  await stage.pass();
  await stage.marks();
  const first = -(NOW % QUARTER);
  expect(await seconds(20)).toBe(1);
  stage.restart();
  expect(await seconds(20)).toBe(2);
  expect(await times()).toEqual([0, 1, 2, 3].map((quarter) => first + quarter * QUARTER));
});

test('a loop that was away goes on with the next one', async () => {
  await stage.put(tip(block, 1));
  await stage.pass();
  await stage.clock.advance(10 * QUARTER);
  await stage.pass();
  expect((await times()).length).toBe(2);
});

test('a clock that ran ahead and was set back leaves no samples of times to come', async () => {
  await stage.put(tip(block, 1));
  await stage.pass();
  await stage.pool.query(
    `insert into sync_sample (at, epoch, figures) select at + 365 * 86400000::bigint, 9, figures from sync_sample`,
  );
  stage.restart();
  expect(await seconds(20)).toBe(2);
  expect(await times()).toEqual([0, 1].map((quarter) => quarter * QUARTER - (NOW % QUARTER)));
});

test('where nobody ever reported there is nothing to sample, and nothing to draw', async () => {
  await extendChain(stage.pool, { tag: 80, height: 499, slot: 30_390, maker: 4 });
  expect(await seconds(20)).toBe(0);
  expect(await times()).toEqual([]);
});

test('an epoch that is over has its file drawn, and two epochs later its samples go', async () => {
  const EPOCH_MS = 10_000_000;
  await stage.put(tip(block, 1));
  await stage.pass();
  await stage.marks();
  await stage.clock.advance(EPOCH_MS);
  await stage.pass();
  expect(await stage.marks()).toEqual(expect.arrayContaining(['epoch_sync_data 3', ...SAMPLED]));
  expect(await readEpochSyncSamples(stage.pool, epoch(3))).toHaveLength(1);
  for (const _ of [5, 6]) {
    await stage.clock.advance(EPOCH_MS);
    await stage.pass();
  }
  expect(await readEpochSyncSamples(stage.pool, epoch(3))).toEqual([]);
  expect(await readEpochSyncSamples(stage.pool, epoch(4))).toHaveLength(1);
});
