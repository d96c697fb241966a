import { systemClock } from '@pooltool/shared-utils/clock';
import { memoryLog } from '@pooltool/shared-utils/log';
import { openPool } from '@pooltool/shared-utils/pg';
import { openJobs } from '@pooltool/store/jobs';
import { loadRuns } from '@pooltool/store/pipeline';
import { startFaultProxy } from '@pooltool/store/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRegistry, type Place, pipelineControl, placeKey, type Registry, startWorker } from '../../src/index.ts';
import { type ChainedShape, chainedAssets, createEffectTable, LAST, mixed } from './chained-shape.ts';
import { childWorkers } from './child-workers.ts';
import { atRest, pipelineUnderTest } from './pipeline-under-test.ts';

const ROOTS = ['given_a', 'given_b'];
/** So many gifts the first child has for itself: more places than it may live through. */
const ALONE = 4;

/** Two roots, and two to four assets made from earlier ones at neighbouring partitions, and from their own last. */
const shapes: fc.Arbitrary<ChainedShape> = fc
  .array(
    fc.record({
      of: fc.nat(),
      from: fc.integer({ min: -2, max: 1 }),
      span: fc.nat({ max: 1 }),
      optional: fc.boolean(),
      itself: fc.boolean(),
      concurrency: fc.integer({ min: 1, max: 2 }),
      heavy: fc.boolean(),
    }),
    { minLength: 2, maxLength: 4 },
  )
  .map((made) => {
    const shape = ROOTS.map((name) => ({ name, needs: [], concurrency: 2, heavy: false }) as ChainedShape[number]);
    for (const { of, from, span, optional, itself, concurrency, heavy } of made) {
      const name = `made_${shape.length}`;
      const last = shape.at(-1)?.name ?? '';
      shape.push({
        name,
        concurrency,
        heavy,
        needs: [
          { of: shape[of % shape.length]?.name ?? '', from, to: from + span, optional },
          { of: last, from: 0, to: 0, optional: false },
          ...(itself ? [{ of: name, from: -1, to: -1, optional: true }] : []),
        ],
      });
    }
    return shape;
  });

const cases = fc.record({
  shape: shapes,
  gifts: fc.array(
    fc.record({
      root: fc.constantFrom(...ROOTS),
      number: fc.nat({ max: LAST }),
      value: fc.integer({ min: 1, max: 999 }),
    }),
    { minLength: 8, maxLength: 14, size: 'max' },
  ),
  /** After so many places within runs the next child process kills itself. */
  strikes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 3 }),
  /** After so many messages the worker of this process loses the connection that sends it. */
  cuts: fc.array(
    fc.record({ after: fc.integer({ min: 5, max: 80 }), side: fc.constantFrom('before' as const, 'after' as const) }),
    {
      minLength: 2,
      maxLength: 4,
    },
  ),
});

test('processes killed -9 and connections cut anywhere: all ends ok, as if made once, each save once, no partition run twice at a time', async () => {
  const met = { cuts: 0, deaths: 0 };
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape, gifts, strikes, cuts }) => {
      const at = await pipelineUnderTest();
      const workers = childWorkers(new URL('./chained-worker.ts', import.meta.url));
      const proxy = await startFaultProxy(at.url);
      const pool = openPool({ connectionString: proxy.url, applicationName: 'cut' });
      const jobs = await openJobs({ connectionString: at.url, applicationName: 'cut', log: memoryLog() });
      const registry = buildRegistry({ name: 'test', assets: chainedAssets(shape, async () => {}) });
      const halts: unknown[] = [];
      try {
        await createEffectTable(at.pool);
        const names = shape.map(({ name }) => name);
        const control = pipelineControl({ pool: at.pool, registry });
        const given = new Map<string, number>();
        const give = async ({ root, number, value }: (typeof gifts)[number]): Promise<void> => {
          const place = { asset: root, partition: String(number) };
          given.set(placeKey(place), value);
          await at.pool.query(
            `insert into given values ($1, $2, $3)
             on conflict (asset, partition) do update set value = excluded.value`,
            [root, place.partition, value],
          );
          await control.request(place);
        };
        const strike = (after: number) => workers.start(at.url, JSON.stringify(shape), String(after)).exited;

        // The first finds work for itself alone: on a quiet machine the worker of this process leaves nothing to the others.
        const [first = 1, ...others] = strikes;
        for (const gift of gifts.slice(0, ALONE)) await give(gift);
        await Promise.race([strike(first), atRest(at.pool, ...names)]);

        const worker = await startWorker({
          pool,
          jobs,
          registry,
          clock: systemClock,
          log: memoryLog(),
          name: 'cut',
          machine: 'cut',
          concurrency: 2,
          sweepMs: 50,
          onHalt: (error) => halts.push(error),
        });
        let resting = false;
        const killed = (async () => {
          for (const after of others) if (!resting) await strike(after);
        })();
        for (const [nr, gift] of gifts.slice(ALONE).entries()) {
          const cut = cuts[nr];
          if (cut !== undefined) proxy.cutAt(cut.after, cut.side);
          await give(gift);
        }
        // A child that finds nothing left to do does not get to the place where it would die.
        await Promise.race([killed, atRest(at.pool, ...names)]);
        proxy.disarm();
        resting = true;
        await workers.killAll();
        await killed;
        const states = await atRest(at.pool, ...names);
        await worker.stop({ graceMs: 0 });

        expect(halts).toEqual([]);
        expect(new Set(Object.values(states))).toEqual(new Set(['ok']));
        const cells = (await control.status()).flatMap((row) => row.cells);
        expect(cells.filter(({ state }) => state === 'stale')).toEqual([]);
        await assertEffects(at.pool, registry, given);
        met.cuts += proxy.counts.cuts;
        met.deaths += (await at.pool.query('select from asset_run where died')).rowCount ?? 0;
      } finally {
        await workers.killAll();
        await jobs.close({ graceMs: 0 });
        await pool.end();
        await proxy.close();
        await at.stop();
      }
    }),
    { numRuns: 3, endOnFailure: true },
  );
  expect(met.cuts, 'the test met what it is about').toBeGreaterThan(0);
  expect(met.deaths).toBeGreaterThan(0);
}, 240_000);

async function assertEffects(
  pool: Awaited<ReturnType<typeof pipelineUnderTest>>['pool'],
  registry: Registry,
  given: ReadonlyMap<string, number>,
): Promise<void> {
  const { rows: effects } = await pool.query<{ place: string; run: bigint; value: bigint }>(
    `select asset || '/' || partition as place, run, value from effect order by nr`,
  );
  const last = new Map(effects.map(({ place, value }) => [place, Number(value)]));
  expect(Object.fromEntries(last)).toEqual(Object.fromEntries(fromTheEnd(registry, given)));

  const runs = (await loadRuns(pool, { limit: 100_000 })).reverse();
  const ok = runs.filter(({ state }) => state === 'ok').map(({ run }) => run);
  expect(effects.map(({ run }) => run).toSorted(byNumber), 'one effect for each run that is ok').toEqual(ok);
  const before = new Map<string, (typeof runs)[number]>();
  for (const run of runs) {
    const previous = before.get(placeKey(run));
    if (previous !== undefined) {
      expect(previous.finishedAt?.getTime(), `${placeKey(run)} again`).toBeLessThanOrEqual(run.startedAt.getTime());
    }
    before.set(placeKey(run), run);
  }
}

const byNumber = (a: bigint, b: bigint): number => (a < b ? -1 : Number(a > b));

/** What there must be in the end: made once for each place from what was given last, needs first. */
function fromTheEnd(registry: Registry, given: ReadonlyMap<string, number>): Map<string, number> {
  const made = new Map<string, number>();
  const all: Place[] = registry.assets.flatMap(({ name }) =>
    Array.from({ length: LAST + 1 }, (_, number) => ({ asset: name, partition: String(number) })),
  );
  for (const place of registry.inOrder(all)) {
    const { needs } = registry.asset(place.asset);
    const value = given.get(placeKey(place));
    if (needs.length === 0) {
      if (value !== undefined) made.set(placeKey(place), mixed([value]));
      continue;
    }
    const needed = registry.needsOf(place);
    const possible = needed.every((need) => need.optional || made.has(placeKey(need)));
    if (!possible || !needed.some((need) => made.has(placeKey(need)))) continue;
    const values = needs.flatMap(({ asset, map }) => {
      if (map.by !== 'offset') return [];
      const numbers = Array.from(
        { length: map.to - map.from + 1 },
        (_, index) => Number(place.partition) + map.from + index,
      );
      return numbers
        .filter((number) => number >= 0 && number <= LAST)
        .map((number) => made.get(`${asset}/${number}`) ?? 0);
    });
    made.set(placeKey(place), mixed(values));
  }
  return made;
}
