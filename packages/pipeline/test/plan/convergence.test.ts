import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Need, need } from '../../src/asset/need.ts';
import { integerPartitions } from '../../src/partitions/integer-partitions.ts';
import { staleWorld } from '../../src/plan/staleness.ts';
import { buildRegistry, type Place, placeKey, type Registry } from '../../src/registry/registry.ts';
import { stubAsset } from '../stub-asset.ts';
import { simulatedPipeline } from './simulated-pipeline.ts';

const PARTITIONS = 4;
const few = integerPartitions({ name: 'few', first: 0, last: PARTITIONS - 1 });

/** Two assets that are given, and up to five that need earlier ones, here and at neighbouring partitions. */
const graphs = fc
  .array(
    fc.record({
      needs: fc.array(
        fc.record({
          of: fc.nat(),
          from: fc.integer({ min: -2, max: 1 }),
          span: fc.integer({ min: 0, max: 1 }),
          optional: fc.boolean(),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      itself: fc.boolean(),
      concurrency: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((made) => {
    const names = ['given_a', 'given_b'];
    const assets = names.map((name) => stubAsset(name, { partitions: few, concurrency: 2 }));
    for (const { needs, itself, concurrency } of made) {
      const name = `made_${names.length}`;
      const all: Need[] = needs.map(({ of, from, span, optional }) =>
        need(names[of % names.length] ?? '', { from, to: from + span, optional }),
      );
      if (itself) all.push(need(name, { offset: -1 }));
      assets.push(stubAsset(name, { partitions: few, needs: all, concurrency }));
      names.push(name);
    }
    return buildRegistry({ name: 'test', assets });
  });

const HAPPENINGS = [
  { weight: 4, arbitrary: fc.constant('give' as const) },
  { weight: 6, arbitrary: fc.constant('take' as const) },
  { weight: 6, arbitrary: fc.constant('load' as const) },
  { weight: 6, arbitrary: fc.constant('finish' as const) },
  { weight: 1, arbitrary: fc.constant('crash' as const) },
  { weight: 1, arbitrary: fc.constant('fail' as const) },
  { weight: 1, arbitrary: fc.constant('cancel' as const) },
  { weight: 1, arbitrary: fc.constant('ask' as const) },
];
const events = fc.array(fc.record({ what: fc.oneof(...HAPPENINGS), which: fc.nat() }), {
  minLength: 20,
  maxLength: 200,
  size: 'max',
});

const places = (registry: Registry): Place[] =>
  registry.assets.flatMap(({ name }) =>
    Array.from({ length: PARTITIONS }, (_, number) => ({ asset: name, partition: String(number) })),
  );

test('whatever the graph and the order of events, all ends as if it had been computed once, from the end', () => {
  fc.assert(
    fc.property(graphs, events, (registry, happenings) => {
      const given = new Map<string, number>();
      const compute = (place: Place, needs: readonly number[]): number =>
        needs.reduce((sum, value) => (sum * 31 + value) % 1_000_003, given.get(placeKey(place)) ?? 1);
      const pipeline = simulatedPipeline(registry, compute);
      const { rows, running } = pipeline;
      const all = places(registry);
      const roots = all.filter(({ asset }) => asset.startsWith('given'));
      const one = <Item>(items: readonly Item[], which: number): Item | undefined => items[which % items.length];

      for (const [nr, { what, which }] of happenings.entries()) {
        const run = one(running, which);
        const place = one(all, which);
        const root = one(roots, which);
        const next = one(pipeline.runnable(), which);
        if (what === 'give' && root !== undefined) {
          given.set(placeKey(root), nr + 2);
          pipeline.ask(root);
        }
        if (what === 'take' && next !== undefined) pipeline.take(next);
        if (what === 'load' && run !== undefined) pipeline.load(run);
        if (what === 'finish' && run !== undefined) pipeline.finish(run);
        if (what === 'crash' && run !== undefined) pipeline.crash(run);
        if (what === 'fail' && run !== undefined) pipeline.fail(run);
        if (what === 'cancel' && place !== undefined) pipeline.cancel(place);
        if (what === 'ask' && place !== undefined && rows.has(placeKey(place))) pipeline.ask(place);
      }

      // A person asks again for what failed or was cancelled; then everything runs to its end.
      for (const row of rows.values()) if (row.state === 'failed' || row.state === 'cancelled') pipeline.ask(row);
      for (let turns = 0; running.length > 0 || pipeline.runnable().length > 0; turns += 1) {
        expect(turns, 'it comes to rest').toBeLessThan(1_000);
        for (const next of pipeline.runnable()) pipeline.take(next);
        for (const run of [...running]) {
          pipeline.load(run);
          pipeline.finish(run);
        }
      }

      const expected = fromTheEnd(registry, all, given, compute);
      expect(Object.fromEntries(pipeline.values)).toEqual(Object.fromEntries(expected));
      expect([...staleWorld(registry, rows).keys()]).toEqual([]);
      expect([...rows.values()].filter(({ state }) => state !== 'ok')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** What there must be when all is done: computed once for each place, needs first, from what was given last. */
function fromTheEnd(
  registry: Registry,
  all: readonly Place[],
  given: ReadonlyMap<string, number>,
  compute: (place: Place, needs: readonly number[]) => number,
): Map<string, number> {
  const made = new Map<string, number>();
  for (const place of registry.inOrder(all)) {
    const needs = registry.needsOf(place);
    const possible = needs.every((needed) => needed.optional || made.has(placeKey(needed)));
    const caused = given.has(placeKey(place)) || needs.some((needed) => made.has(placeKey(needed)));
    if (!possible || !caused) continue;
    const values = needs.map((needed) => made.get(placeKey(needed)) ?? 0);
    made.set(placeKey(place), compute(place, values));
  }
  return made;
}
