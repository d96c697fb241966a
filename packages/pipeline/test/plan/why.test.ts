import { expect, test } from 'vitest';
import { need } from '../../src/asset/need.ts';
import { why, whyLines } from '../../src/plan/why.ts';
import { buildRegistry } from '../../src/registry/registry.ts';
import { stubAsset } from '../stub-asset.ts';
import { world } from './world-in-text.ts';

const registry = buildRegistry({
  name: 'test',
  assets: [
    stubAsset('params'),
    stubAsset('rewards', { needs: [need('params')] }),
    stubAsset('loyalty', { needs: [need('rewards'), need('params')] }),
    stubAsset('archive', { needs: [need('loyalty')], automation: 'never' }),
  ],
});

const tell = (asset: string, text: string) => whyLines(why(registry, world(text), { asset, partition: '7' }));

test('what waits names what it waits for, down to the failure', () => {
  expect(tell('loyalty', 'params/7 ok 1 \n rewards/7 failed 2 read params/7=1 \n loyalty/7 requested')).toEqual([
    'loyalty/7 requested: asked for by operator; waits for rewards/7',
    '  rewards/7 failed: run 2 ended in POOLTOOL_TEST: it broke',
  ]);
});

test('what is stale names the run it read and the one that stands', () => {
  expect(
    tell('loyalty', 'params/7 ok 9 \n rewards/7 ok 2 read params/7=1 \n loyalty/7 ok 3 read rewards/7=2 params/7=9'),
  ).toEqual([
    'loyalty/7 stale: rewards/7 is stale itself',
    '  rewards/7 stale: read run 1 of params/7, where now stands run 9',
  ]);
});

test('what was never asked for says who would ask', () => {
  expect(tell('params', '')).toEqual(['params/7 missing: never asked for: it comes when a sensor or a person asks']);
  expect(tell('archive', 'loyalty/7 ok 1')[0]).toContain('only when a person or a sensor asks');
  expect(tell('loyalty', 'params/7 ok 1')).toEqual([
    'loyalty/7 missing: what it needs is not there',
    '  rewards/7 missing: all it needs is there; it will be asked for',
  ]);
});

test('what is up to date says so', () => {
  expect(tell('params', 'params/7 ok 1')).toEqual(['params/7 ok: run 1 stands and is up to date']);
});

test('what killed a worker says why it waits longer than others', () => {
  expect(tell('params', 'params/7 requested suspect')).toEqual([
    'params/7 requested: asked for by operator; waits for a machine to itself, because a worker died while it ran',
  ]);
});
