import { expect, test } from 'vitest';
import { run } from './bench/dump.bench.ts';

test('bench dump, at a small size, tells every figure it promises', async () => {
  const figures = await run({ accounts: 3_000, pools: 100, outputs: 20_000, runs: 1 });

  for (const figure of [
    figures.mbPerSecond,
    figures.peakRssMb,
    figures.loadSeconds,
    figures.ratioToCopy,
    figures.ratioToByteAtATime,
  ]) {
    expect(figure).toBeGreaterThan(0);
  }
  expect(Object.keys(figures.readings)).toEqual(['filled live', 'filled boundary', 'empty live', 'empty boundary']);
  expect(figures.peakRssMb).toBe(Math.max(...Object.values(figures.readings).map((one) => one.peakRssMb)));
});
