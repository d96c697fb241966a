import { manualClock } from '@pooltool/shared-utils/clock';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import { expect, test } from 'vitest';
import { tipMetrics } from '../src/metrics.ts';
import type { PassTaken } from '../src/tip-pass.ts';

const taken = (given: Partial<PassTaken> = {}): PassTaken => ({
  messages: 0,
  oldestMs: 0,
  refused: new Map(),
  changed: 0,
  complete: true,
  ...given,
});

function told() {
  const clock = manualClock(1_000_000);
  const metrics = makeMetrics({ daemon: 'tips', processMetrics: false });
  const observe = tipMetrics({ metrics, clock });
  const figure = async (name: string): Promise<number> => {
    const line = (await metrics.page()).text.split('\n').find((one) => one.startsWith(`pooltool_${name}`));
    return Number(line?.split(' ').at(-1));
  };
  return { clock, observe, figure };
}

test('reports of the last minute are counted, and those before are not', async () => {
  const { clock, observe, figure } = told();
  observe(taken({ messages: 5 }), 0.1);
  await clock.advance(30_000);
  observe(taken({ messages: 7, refused: new Map([['proof-invalid', 2]]) }), 0.1);
  expect(await figure('tips_per_minute')).toBe(12);
  await clock.advance(45_000);
  expect(await figure('tips_per_minute')).toBe(7);
  expect(await figure('tips_total')).toBe(12);
  expect(await figure('tips_refused_total{reason="proof-invalid"')).toBe(2);
});

test('the age of the inbox grows while no pass succeeds, and is nothing when one finds nothing', async () => {
  const { clock, observe, figure } = told();
  observe(taken({ messages: 5, oldestMs: 2_000 }), 0.1);
  await clock.advance(40_000);
  expect(await figure('tip_inbox_age_seconds')).toBe(42);
  observe(taken(), 0.001);
  expect(await figure('tip_inbox_age_seconds')).toBe(0);
  expect(await figure('tip_pass_seconds_count')).toBe(1);
  expect(await figure('tip_idle_pass_seconds_count')).toBe(1);
});
