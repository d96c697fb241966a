import { expect, test } from 'vitest';
import { run } from './bench/api.bench.ts';

/** Enough that every figure comes from rows, small enough for every run of the tests. */
const SMALL = {
  accounts: 6_000,
  epochs: 8,
  blocks: 2_500,
  reporters: 20,
  reportedHeights: 10,
  rate: 20,
  seconds: 0.5,
  sockets: 10,
  betweenBlocksMs: 20,
};

test('bench api, at a small size, tells every figure it promises', async () => {
  const { naive, ...figures } = await run(SMALL);

  for (const asked of [
    figures.pool,
    figures.pools,
    figures.notModified,
    figures.history,
    figures.wholeHistory,
    figures.address,
    naive.pool,
    naive.pools,
    naive.history,
  ]) {
    expect(asked.rps).toBeGreaterThan(0);
    expect(asked.p50Ms).toBeGreaterThan(0);
    expect(asked.p50Ms).toBeLessThanOrEqual(asked.p99Ms);
  }
  expect(figures.notModified.bytes).toBe(0);
  expect(figures.pools.bytes).toBeGreaterThan(figures.pool.bytes);
  expect(figures.wsFanoutMs).toBeGreaterThanOrEqual(0);
  expect(figures.wsBackToBackMs).toBeGreaterThanOrEqual(0);
  expect(figures.wsBlockCpuMs.api).toBeGreaterThan(0);
  expect(figures.peakRssMb).toBeGreaterThan(0);
  expect(figures).toMatchObject({ listed: 3_200, epochs: 8, accounts: 6_000, sockets: 10 });
});
