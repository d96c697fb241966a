import { systemClock } from '@pooltool/shared-utils/clock';
import { loadRuns } from '@pooltool/store/pipeline';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Asset, integerPartitions, need } from '../../src/index.ts';
import { createNumberTable, givenAsset, savedNumbers, sumAsset } from './number-assets.ts';
import { atRest, pipelineUnderTest } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

const LAST = 3;
const partitions = integerPartitions({ name: 'few', first: 0, last: LAST });

/** Which places each asset adds up; the pipeline is told the same as needs. */
const GRAPH: Readonly<Record<string, readonly (readonly [asset: string, offset: number])[]>> = {
  rewards: [
    ['params', 0],
    ['params', 1],
    ['stake', -1],
  ],
  loyalty: [
    ['rewards', 0],
    ['loyalty', -1],
    ['stake', 0],
  ],
  pivot: [
    ['rewards', 0],
    ['loyalty', 0],
    ['params', 0],
  ],
};
const ASSETS = ['params', 'stake', ...Object.keys(GRAPH)];

const needsOf = (asset: string, number: number) =>
  (GRAPH[asset] ?? [])
    .map(([needed, offset]) => ({ asset: needed, number: number + offset }))
    .filter((place) => place.number >= 0 && place.number <= LAST);

/** Adds up what is saved, and fails whenever `fails` says so. */
function summing(name: string, fails: () => boolean): Asset {
  return sumAsset(
    name,
    (GRAPH[name] ?? []).map(([asset, offset]) => need(asset, { offset })),
    {
      partitions,
      retry: { attempts: 100, backoffMs: 1 },
      concurrency: 2,
      load: async ({ pool, partition }) => {
        const saved = await savedNumbers(pool);
        if (fails()) throw new Error('the weather');
        const values = needsOf(name, Number(partition)).map(({ asset, number }) => saved[`${asset}/${number}`] ?? 0);
        return { sum: values.reduce((sum, value) => sum + value, 0) };
      },
    },
  );
}

const events = fc.array(
  fc.record({
    asset: fc.constantFrom('params', 'params', 'stake', 'stake', 'rewards', 'loyalty'),
    number: fc.integer({ min: 0, max: LAST }),
    value: fc.integer({ min: 1, max: 1_000 }),
    pauseMs: fc.integer({ min: 0, max: 15 }),
    /** Takes the workers' locks away, as a restart of PostgreSQL does. */
    shock: fc.boolean(),
  }),
  { minLength: 20, maxLength: 25, size: 'max' },
);

test('two workers, failures, lost locks and inputs in any order: the tables end as if made once', async () => {
  const given = { params: new Map<string, number>(), stake: new Map<string, number>() };
  let nr = 0;
  const fails = () => {
    nr += 1;
    return nr % 5 === 0;
  };
  const assets = [
    givenAsset('params', given.params, { partitions, concurrency: 2 }),
    givenAsset('stake', given.stake, { partitions, concurrency: 2 }),
    ...Object.keys(GRAPH).map((name) => summing(name, fails)),
  ];
  const { control } = await at.start(assets, { concurrency: 2, sweepMs: 20 });
  await at.start(assets, { concurrency: 2, sweepMs: 20 });

  await fc.assert(
    fc.asyncProperty(events, async (happenings) => {
      for (const [index, { asset, number, value, pauseMs, shock }] of happenings.entries()) {
        const partition = String(number);
        if (asset === 'params' || asset === 'stake') given[asset].set(partition, value);
        const known = (await savedNumbers(at.pool))[`${asset}/${partition}`] !== undefined;
        if (known || asset === 'params' || asset === 'stake') await control.request({ asset, partition });
        if (shock && index % 8 === 0) {
          await at.pool.query(
            `select pg_terminate_backend(pid) from pg_locks
             where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
               and objsubid = 1 and pid in (select pid from pg_stat_activity where query like 'select pg_try_advisory_lock%')`,
          );
        }
        await systemClock.waitMs(pauseMs);
      }
      const states = await atRest(at.pool, ...ASSETS);
      expect(new Set(Object.values(states))).toEqual(new Set(['ok']));

      const expected: Record<string, number> = {};
      for (const [partition, value] of given.params) expected[`params/${partition}`] = value;
      for (const [partition, value] of given.stake) expected[`stake/${partition}`] = value;
      for (const asset of Object.keys(GRAPH)) {
        for (let number = 0; number <= LAST; number += 1) {
          const values = needsOf(asset, number).map((place) => expected[`${place.asset}/${place.number}`]);
          const there = values.filter((value) => value !== undefined);
          if (there.length < values.length) continue;
          expected[`${asset}/${number}`] = there.reduce((sum, value) => sum + value, 1);
        }
      }
      expect(await savedNumbers(at.pool)).toEqual(expected);
      const cells = (await control.status()).flatMap((row) => row.cells);
      expect(cells.filter(({ state }) => state === 'stale')).toEqual([]);
    }),
    { numRuns: 5, endOnFailure: true },
  );
  const outcomes = new Set((await loadRuns(at.pool, { limit: 10_000 })).map(({ state }) => state));
  expect(outcomes, 'the test met what it is about').toEqual(new Set(['ok', 'failed', 'interrupted']));
}, 60_000);
