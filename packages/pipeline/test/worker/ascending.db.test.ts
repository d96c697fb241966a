import { loadRuns } from '@pooltool/store/pipeline';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Asset, need, type PipelineControl } from '../../src/index.ts';
import { createNumberTable, givenAsset, sumAsset } from './number-assets.ts';
import { atRest, pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

const TEN = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];

/** Three workers, of which one can be held up by partition 99: what is asked for meanwhile waits together. */
async function threeWorkers(more: Parameters<typeof givenAsset>[2] = {}, others: readonly Asset[] = []) {
  let gate = Promise.withResolvers<void>();
  const params = givenAsset('params', new Map(), {
    ...more,
    load: async (context) => {
      if (context.partition === '99') await gate.promise;
      return (await more.load?.(context)) ?? 1;
    },
  });
  const [first] = await Promise.all([1, 2, 3].map(() => at.start([params, ...others], { concurrency: 2 })));
  if (first === undefined) throw new Error('there are three');
  return {
    control: first.control,
    letGo: () => gate.resolve(),
    async holdUp() {
      gate = Promise.withResolvers();
      await first.control.request({ asset: 'params', partition: '99' });
      await until(
        () => rowsOf(at.pool, 'params'),
        (rows) => rows['params/99']?.state === 'running',
      );
    },
  };
}

/** The partitions as their runs began, without the one that held the others up. */
const order = async (asset = 'params'): Promise<string[]> =>
  (await loadRuns(at.pool, { asset, limit: 1_000 }))
    .map(({ partition }) => partition)
    .filter((partition) => partition !== '99')
    .reverse();

const askEach = async (control: PipelineControl, partitions: readonly string[]) => {
  for (const partition of partitions) await control.request({ asset: 'params', partition });
};

test('ten single requests in any order run ascending, whoever of three workers is woken for which', async () => {
  const { control, letGo, holdUp } = await threeWorkers();
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(TEN, { minLength: 10 }), async (shuffled) => {
      const before = (await order()).length;
      await holdUp();
      await askEach(control, shuffled);
      letGo();
      await atRest(at.pool, 'params');
      expect((await order()).slice(before)).toEqual(TEN);
    }),
    { numRuns: 3, examples: [[['8', '3', '5', '1', '9', '2', '7', '4', '6', '10']]] },
  );
}, 60_000);

test('one that fails in the middle holds up only what needs it', async () => {
  const { control, letGo, holdUp } = await threeWorkers(
    {
      retry: { attempts: 1 },
      load: async ({ partition }) => {
        if (partition === '5') throw new Error('the fifth is broken');
        return 1;
      },
    },
    [sumAsset('chained', [need('params'), need('chained', { offset: -1, optional: false })])],
  );
  await holdUp();
  await control.request({ asset: 'chained', partition: '0' });
  await askEach(control, ['0', ...TEN.toReversed()]);
  letGo();
  await until(
    () => rowsOf(at.pool, 'params', 'chained'),
    (rows) => rows['params/10']?.state === 'ok' && rows['chained/4']?.state === 'ok',
  );
  expect(await order()).toEqual(['0', ...TEN]);
  const rows = await rowsOf(at.pool, 'params', 'chained');
  expect(rows['params/5']?.state).toBe('failed');
  expect(Object.keys(rows).filter((place) => place.startsWith('chained'))).toEqual(
    expect.not.arrayContaining(['chained/5', 'chained/6']),
  );
  expect(await order('chained')).toEqual(['0', '1', '2', '3', '4']);
});

test('one that is cancelled in the middle is left out; the others run ascending', async () => {
  const { control, letGo, holdUp } = await threeWorkers();
  await holdUp();
  await control.backfill({ asset: 'params', from: '1', to: '10' });
  expect(await control.cancel({ asset: 'params', partition: '5' })).toBe(true);
  letGo();
  expect(await atRest(at.pool, 'params')).toMatchObject({ 'params/5': 'cancelled', 'params/6': 'ok' });
  expect(await order()).toEqual(TEN.filter((partition) => partition !== '5'));
});

test('a long backfill of one asset does not keep another waiting until its end', async () => {
  const quick = givenAsset('quick', new Map());
  const { control, letGo, holdUp } = await threeWorkers({}, [quick]);
  await holdUp();
  await control.backfill({ asset: 'params', from: '1', to: '30' });
  await control.request({ asset: 'quick', partition: '1' });
  letGo();
  await atRest(at.pool, 'params', 'quick');
  const runs = (await loadRuns(at.pool, { limit: 100 })).map(({ asset }) => asset).reverse();
  expect(runs.indexOf('quick')).toBeLessThan(10);
});
