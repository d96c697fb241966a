import { expect, test } from 'vitest';
import { run } from './bench/tips.bench.ts';

test('bench tips, at a small size, tells every figure it promises', async () => {
  const figures = await run({ reporters: 40, blocks: 3 });

  expect(figures).toMatchObject({ reports: 2 * 40, loopReports: 40, dynamodb: { reports: 2 * 40 } });
  for (const figure of [
    figures.reportsPerSecond,
    figures.p99Ms,
    figures.dynamodb.reportsPerSecond,
    figures.loopFreshMs,
    figures.loopIdleMs,
    figures.vrfVerificationsPerSecond,
    ...Object.values(figures.billedPerBlock),
  ]) {
    expect(figure).toBeGreaterThan(0);
  }
  expect(figures.p50Ms).toBeLessThanOrEqual(figures.p99Ms);
});
