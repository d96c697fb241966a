import { memoryLog } from '@pooltool/shared-utils/log';
import { channelQueue, type Jobs, openJobs } from '@pooltool/store/jobs';
import { noticeToTell } from '@pooltool/store/notices';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../jobs/until.ts';
import { at, blocksOn, openToldChain, type ToldChain, times } from './told-chain.ts';

const CHANNEL = channelQueue('telegram');

let chain: ToldChain;
beforeAll(async () => {
  chain = await openToldChain();
});
afterAll(() => chain.close());

/** A channel's daemon: its worker runs until it is stopped. */
async function startChannel(told: string[]): Promise<Jobs> {
  const jobs = await openJobs({ connectionString: chain.url, applicationName: 'channel', log: memoryLog() });
  await jobs.work(
    CHANNEL,
    async ({ data }) => {
      const notice = await noticeToTell(chain.pool, { queue: CHANNEL, key: keyOf(data) });
      if (notice !== null) told.push(notice.key);
    },
    { alone: true },
  );
  return jobs;
}

const keyOf = (data: unknown): string =>
  typeof data === 'object' && data !== null && 'key' in data ? String(data.key) : '';

test('a channel that is stopped and started again hears the rest of the story, each part once', async () => {
  const [root] = blocksOn(null, times(1, 1));
  if (root === undefined) throw new Error('a block was made');
  const lost = at(blocksOn(root, times(1, 7), 1), 2);
  const told: string[] = [];
  const heard = (kind: string) =>
    until(
      () => told.filter((key) => key.startsWith(`${kind}:${lost.hash}`)),
      (keys) => keys.length > 0,
    );

  const first = await startChannel(told);
  await chain.forward([root, lost]);
  await heard('block_minted');
  await first.close({ graceMs: 0 });

  await chain.switchTo(root, blocksOn(root, times(8, 1), 2));
  await chain.switchTo(root, [lost]);
  await chain.switchTo(root, blocksOn(root, times(8, 1), 2));
  const second = await startChannel(told);
  await heard('block_orphaned');
  await chain.switchTo(root, [lost]);
  await heard('block_restored');
  await second.close({ graceMs: 0 });

  expect(told.filter((key) => key.includes(lost.hash) && key.startsWith('block'))).toEqual([
    `block_minted:${lost.hash}`,
    `block_orphaned:${lost.hash}:2`,
    `block_restored:${lost.hash}:2`,
  ]);
  expect(told).toHaveLength(new Set(told).size);
});
