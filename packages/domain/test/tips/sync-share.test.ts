import { blockHash, height, nodeName, poolId, type ReporterState, syncShare, unixMs } from '@pooltool/domain';
import { hash32, testPoolId } from '@pooltool/domain/testing';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const NOW = unixMs(1_700_000_000_000);
const HOUR_MS = 3_600_000;

interface Told {
  readonly node?: string;
  readonly agoMs?: number;
  readonly version?: string;
  readonly platform?: string;
}

const node = (
  pool: number,
  at: number,
  { node = '', agoMs = 0, version = '', platform = '' }: Told = {},
): ReporterState => ({
  reporter: { pool: testPoolId(pool), node: nodeName(node) },
  receivedAt: unixMs(NOW - agoMs),
  height: height(at),
  hash: blockHash(hash32(at)),
  version,
  platform,
});

const share = (...reporters: readonly ReporterState[]) => syncShare(reporters, NOW);

test('where nobody was heard of there is no majority', () => {
  expect(share()).toMatchObject({
    samples: 0,
    synced: 0,
    majorityHeight: null,
    highest: null,
    lowest: null,
    distribution: [],
  });
});

test('pools within (majority − 3, majority + 3] are synced', () => {
  const { majorityHeight, samples, synced, highest, lowest, pools } = share(
    node(1, 100),
    node(2, 100),
    node(3, 98),
    node(4, 97),
    node(5, 103),
    node(6, 104),
  );
  expect({ majorityHeight, samples, synced, highest, lowest }).toEqual({
    majorityHeight: 100,
    samples: 6,
    synced: 4,
    highest: 104,
    lowest: 97,
  });
  expect([...pools.values()].map(({ state }) => state)).toEqual([
    'synced',
    'synced',
    'synced',
    'apart',
    'synced',
    'apart',
  ]);
});

test('of heights that as many report the greater is the majority', () => {
  expect(share(node(1, 101), node(2, 100), node(3, 100), node(4, 101)).majorityHeight).toBe(101);
});

test('who was not heard of for an hour is silent, and counts for nothing', () => {
  const { samples, majorityHeight, pools } = share(
    node(1, 100, { agoMs: HOUR_MS }),
    node(2, 50, { agoMs: HOUR_MS + 1 }),
    node(3, 50, { agoMs: 2 * HOUR_MS }),
  );
  expect({ samples, majorityHeight }).toEqual({ samples: 1, majorityHeight: 100 });
  expect(pools.get(testPoolId(2))).toEqual({ state: 'silent' });
});

test('a pool has one voice, however many nodes it says it has: the one highest up', () => {
  const many = Array.from({ length: 50 }, (_, at) => node(9, 900, { node: `node ${at}` }));
  const { majorityHeight, samples, pools } = share(...many, node(9, 100, { node: 'core' }), node(1, 100), node(2, 100));
  expect({ majorityHeight, samples }).toEqual({ majorityHeight: 100, samples: 3 });
  expect(pools.get(testPoolId(9))).toEqual({ state: 'apart', height: 900 });
});

test('a node that lags does not make a pool lag, nor does one that is long silent speak for it', () => {
  const { pools } = share(
    node(1, 60, { node: 'relay' }),
    node(1, 100, { node: 'core', agoMs: 1_000 }),
    node(2, 200, { node: 'gone', agoMs: HOUR_MS + 1 }),
    node(2, 100, { node: 'core' }),
  );
  expect(pools.get(testPoolId(1))).toEqual({ state: 'synced', height: 100 });
  expect(pools.get(testPoolId(2))).toEqual({ state: 'synced', height: 100 });
});

test('versions and platforms are counted by pool, what is blank is not', () => {
  const told = share(
    node(1, 100, { version: '10.1.4:1f63d', platform: 'cncli' }),
    node(2, 100, { version: ' 10.1.4:1f63d ', platform: ' ' }),
    node(3, 100, { version: '9.2.1:aaaaa', platform: 'JorManager' }),
    node(4, 100),
  );
  expect(told.versions).toEqual([
    { of: '10.1.4:1f63d', pools: 2 },
    { of: '9.2.1:aaaaa', pools: 1 },
  ]);
  expect(told.platforms).toEqual([
    { of: 'JorManager', pools: 1 },
    { of: 'cncli', pools: 1 },
  ]);
  expect(told.told).toEqual({ version: 3, platform: 2 });
});

test('of nodes equally high the one last heard speaks for its pool', () => {
  const { versions } = share(
    node(1, 100, { node: 'a', agoMs: 900, version: 'old' }),
    node(1, 100, { node: 'b', agoMs: 100, version: 'new' }),
    node(1, 100, { node: 'c', agoMs: 500, version: 'older' }),
  );
  expect(versions).toEqual([{ of: 'new', pools: 1 }]);
});

const state = fc
  .tuple(
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 96, max: 104 }),
    fc.record({
      node: fc.constantFrom('', 'a', 'b'),
      agoMs: fc.constantFrom(0, 1, HOUR_MS + 1),
      version: fc.constantFrom('', 'x', 'y'),
    }),
  )
  .map(([pool, at, told]) => node(pool, at, told));
/** As they are stored: one of each node. */
const states = fc.uniqueArray(state, {
  selector: ({ reporter }) => `${reporter.pool}/${reporter.node}`,
  maxLength: 12,
});

test('nothing depends on the order of reporters', () => {
  fc.assert(
    fc.property(
      states.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([one, other]) => {
        expect(share(...other)).toEqual(share(...one));
        expect([...share(...other).pools.keys()]).toEqual([...share(...one).pools.keys()]);
      },
    ),
  );
});

test('the distribution counts every sample, and each pool is what the samples say', () => {
  fc.assert(
    fc.property(states, (list) => {
      const { samples, synced, distribution, pools, majorityHeight } = share(...list);
      expect(distribution.reduce((sum, { pools: count }) => sum + count, 0)).toBe(samples);
      const inState = (wanted: string) => [...pools.values()].filter(({ state: is }) => is === wanted).length;
      expect([inState('synced'), inState('synced') + inState('apart')]).toEqual([synced, samples]);
      expect(pools.size).toBe(new Set(list.map(({ reporter }) => poolId(reporter.pool))).size);
      const most = Math.max(0, ...distribution.map(({ pools: count }) => count));
      expect(majorityHeight).toBe(distribution.findLast(({ pools: count }) => count === most)?.of ?? null);
    }),
  );
});
