import { expect, test } from 'vitest';
import { need, needLabel } from '../../src/asset/need.ts';
import { datePartitions } from '../../src/partitions/date-partitions.ts';
import { integerPartitions } from '../../src/partitions/integer-partitions.ts';
import { singlePartition } from '../../src/partitions/single-partition.ts';
import { buildRegistry } from '../../src/registry/registry.ts';
import { toldPipeline, toldRegistry } from '../../src/registry/told-pipeline.ts';
import { defineSensor } from '../../src/sensors/define-sensor.ts';
import { numbers, stubAsset } from '../stub-asset.ts';

const registry = buildRegistry({
  name: 'test',
  assets: [
    stubAsset('params', { retry: { attempts: 7, backoffMs: 60_000 }, version: 3 }),
    stubAsset('rewards', {
      needs: [need('params', { from: 1, to: 2 }), need('rewards', { offset: -1, optional: true })],
      automation: 'never',
      checks: [{ name: 'pot', severity: 'blocking', check: () => ({ passed: true, detail: null }) }],
    }),
    stubAsset('spans', {
      partitions: integerPartitions({ name: 'span', last: 9 }),
      needs: [need('rewards', { group: 8 })],
    }),
    stubAsset('prices', { partitions: datePartitions({ name: 'day', first: '2026-01-01' }) }),
    stubAsset('now', { partitions: singlePartition() }),
  ],
});
const sensor = defineSensor({
  name: 'arrivals',
  description: 'looks for dumps',
  intervalMs: 30_000,
  evaluate: async () => ({}),
});
const told = toldPipeline(registry, [sensor]);
const heard = toldRegistry('test', JSON.parse(JSON.stringify(told)));

test('what was told and heard plans as what it was told of: the same needs, users, order and words', () => {
  const places = [
    { asset: 'params', partition: '3' },
    { asset: 'rewards', partition: '0' },
    { asset: 'rewards', partition: '99' },
    { asset: 'spans', partition: '2' },
    { asset: 'prices', partition: '2026-01-01' },
    { asset: 'now', partition: 'all' },
  ];
  for (const place of places) {
    expect(heard.needsOf(place)).toEqual(registry.needsOf(place));
    expect(heard.usersOf(place)).toEqual(registry.usersOf(place));
  }
  expect(heard.inOrder([...places].reverse())).toEqual(registry.inOrder([...places].reverse()));
  const facts = ({ partitions, load: _, ...asset }: (typeof registry.assets)[number]) => [asset, partitions.form];
  expect(heard.assets.map(facts)).toEqual(registry.assets.map(facts));
});

test('it refuses what the original refuses', () => {
  for (const partition of ['100', '07', 'x'])
    expect(() => heard.asset('rewards').partitions.position(partition)).toThrow('is not a partition of number');
  expect(() => heard.asset('now').partitions.position('some')).toThrow('is not a partition');
});

test('sensors are told with what they look for and how often', () => {
  expect(told.sensors).toEqual([{ name: 'arrivals', description: 'looks for dumps', intervalMs: 30_000 }]);
});

test('a group is as many partitions for one, and says which one each belongs to', () => {
  const needed = registry.needsOf({ asset: 'spans', partition: '2' });
  expect(needed.map(({ partition }) => partition)).toEqual(['16', '17', '18', '19', '20', '21', '22', '23']);
  for (const place of needed) expect(registry.usersOf(place)).toContainEqual({ asset: 'spans', partition: '2' });
});

test('only whole numbers are grouped', () => {
  const days = datePartitions({ name: 'day', first: '2026-01-01' });
  const assets = [stubAsset('a', { partitions: days }), stubAsset('b', { needs: [need('a', { group: 7 })] })];
  expect(() => buildRegistry({ name: 'test', assets })).toThrow('b needs a in groups of 7');
  expect(numbers.form.kind).toBe('integer');
});

test.each([
  [need('a'), ''],
  [need('a', { offset: 1 }), '+1'],
  [need('a', { offset: -3 }), '−3'],
  [need('a', { from: 1, to: 2 }), '+1…+2'],
  [need('a', { from: -72, to: 0 }), '−72…0'],
  [need('a', { group: 8 }), '×8'],
])('a need says which partitions it means: %j is %j', (one, label) => expect(needLabel(one)).toBe(label));
