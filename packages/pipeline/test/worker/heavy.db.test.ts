import { loadRuns } from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Asset } from '../../src/index.ts';
import { createNumberTable, givenAsset } from './number-assets.ts';
import { atRest, pipelineUnderTest, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

/** Assets that tell how many heavy runs there were at once; `during` is what one does meanwhile. */
function heavies(names: readonly string[], during: (name: string) => Promise<unknown>) {
  const seen = { now: 0, most: 0 };
  const assets: Asset[] = names.map((name) =>
    givenAsset(name, new Map(), {
      heavy: true,
      concurrency: 4,
      load: async () => {
        seen.now += 1;
        seen.most = Math.max(seen.most, seen.now);
        try {
          await during(name);
        } finally {
          seen.now -= 1;
        }
        return 1;
      },
    }),
  );
  return { assets, seen };
}

test('of heavy assets one run at a time on a machine, in whichever worker; what is not heavy runs beside it', async () => {
  const lightRan = Promise.withResolvers<void>();
  const { assets, seen } = heavies(['rewards', 'export'], async () => {
    await lightRan.promise;
    await at.pool.query('select 1');
  });
  const light = givenAsset('loyalty', new Map(), {
    load: async () => {
      // Not before a heavy one runs.
      await until(
        () => seen.now,
        (now) => now > 0,
      );
      lightRan.resolve();
      return 1;
    },
  });
  const options = { machine: 'here', concurrency: 3 };
  const { control } = await at.start([...assets, light], options);
  await at.start([...assets, light], options);
  for (const asset of ['rewards', 'export']) await control.backfill({ asset, from: '1', to: '4' });
  await control.request({ asset: 'loyalty', partition: '1' });

  const states = await atRest(at.pool, 'rewards', 'export', 'loyalty');
  expect(Object.values(states)).toEqual(Array(9).fill('ok'));
  expect(seen.most).toBe(1);
  expect(await loadRuns(at.pool)).toHaveLength(9);
});

test('another machine has memory of its own', async () => {
  const begun = new Set<string>();
  const both = Promise.withResolvers<void>();
  const { assets, seen } = heavies(['rewards', 'export'], (name) => {
    begun.add(name);
    if (begun.size === 2) both.resolve();
    return both.promise;
  });
  const { control } = await at.start(assets, { machine: 'left' });
  await at.start(assets, { machine: 'right' });
  for (const asset of ['rewards', 'export']) await control.request({ asset, partition: '1' });

  expect(await atRest(at.pool, 'rewards', 'export')).toEqual({ 'export/1': 'ok', 'rewards/1': 'ok' });
  expect(seen.most).toBe(2);
});
