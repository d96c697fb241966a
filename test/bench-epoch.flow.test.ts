import { expect, test } from 'vitest';
import { run } from './bench/epoch.bench.ts';

/** Enough that every figure comes from rows, small enough for every run of the tests. */
const SMALL = { accounts: 6_000, paidBefore: 2, archivedBefore: 8, watched: 50 };
const ASSETS = [
  'archive',
  'averages',
  'epoch_params',
  'loyalty',
  'pools_without_blocks',
  'reward_export',
  'reward_notices',
  'reward_pivot',
  'rewards',
  'rewards_forecast',
  'ros_histograms',
  'stake_snapshot',
];

test('bench epoch, at a small size, tells every figure it promises', async () => {
  const figures = await run(SMALL);

  for (const figure of [
    figures.seconds,
    figures.rewardsSeconds,
    figures.peakRssMb,
    figures.serverPeakMb,
    figures.ratioToCopy,
    figures.ratioToRowByRow,
    figures.archiveSeconds,
    figures.keyHistoryMs,
  ]) {
    expect(figure).toBeGreaterThan(0);
  }
  expect(figures.rewardsSeconds).toBeLessThanOrEqual(figures.seconds);
  expect(Object.keys(figures.assets)).toEqual(expect.arrayContaining(ASSETS));
  // Eight in the archive beforehand, and those with a snapshot: two paid, and the four from the boundary's earned ones on.
  expect(figures.historyEpochs).toBe(8 + 2 + 4);
});
