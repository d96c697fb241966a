import { blockHash, height, slot, type Tip, unixMs } from '@pooltool/domain';
import { manualClock } from '@pooltool/shared-utils/clock';
import { makeMetrics } from '@pooltool/shared-utils/metrics';
import { expect, test } from 'vitest';
import { chainMetrics } from '../src/metrics.ts';
import { SMALL } from './made-chain.ts';

const tipAt = (number: number): Tip => ({
  slot: slot(number * 10),
  hash: blockHash('ab'.repeat(32)),
  height: height(number),
});

test('what following did is counted, and how far behind the tip is', async () => {
  const metrics = makeMetrics({ daemon: 'oura-consumer', processMetrics: false });
  const clock = manualClock(unixMs(SMALL.systemStartMs + 75_000));
  const observe = chainMetrics({ metrics, network: SMALL, clock, tip: tipAt(1) });
  observe({ did: 'rolled-forward', tip: tipAt(4), undone: 0, recorded: 3, lagMs: 10_000 });
  observe({ did: 'rolled-forward', tip: tipAt(5), undone: 2, recorded: 3, lagMs: null });
  observe({ did: 'nothing', why: 'it is on our chain already' });
  observe({ did: 'rolled-backward', tip: tipAt(4), undone: 1, recorded: 0 });

  const { text } = await metrics.page();
  const figure = (name: string) => Number(new RegExp(`^pooltool_${name}{[^}]*} (.*)$`, 'm').exec(text)?.[1]);
  expect({
    blocks: figure('blocks_total'),
    undone: figure('blocks_undone_total'),
    depth: figure('rollback_depth_blocks'),
    withoutEffect: figure('messages_without_effect_total'),
    batches: figure('blocks_per_transaction_count'),
    lags: figure('block_lag_seconds_sum'),
    height: figure('tip_height'),
    age: figure('last_block_age_seconds'),
  }).toEqual({ blocks: 6, undone: 3, depth: 1, withoutEffect: 1, batches: 2, lags: 10, height: 4, age: 35 });
});

test('a chain that was undone wholly has no height and no age', async () => {
  const metrics = makeMetrics({ daemon: 'oura-consumer', processMetrics: false });
  const observe = chainMetrics({ metrics, network: SMALL, clock: manualClock(0), tip: tipAt(1) });
  observe({ did: 'rolled-backward', tip: null, undone: 2, recorded: 0 });
  const { text } = await metrics.page();
  expect(text).toMatch(/^pooltool_tip_height{[^}]*} 0$/m);
  expect(text).toMatch(/^pooltool_last_block_age_seconds{[^}]*} 0$/m);
});
