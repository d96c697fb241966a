import { errorKind } from '@pooltool/shared-utils/errors';
import { loadRuns } from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { need } from '../../src/index.ts';
import { createNumberTable, givenAsset, savedNumbers, sumAsset } from './number-assets.ts';
import { pipelineUnderTest, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

const inputWrong = errorKind({ code: 'POOLTOOL_TEST_WRONG', disposition: 'reject', says: 'the input is wrong' });

test('an input replaced between load and save is noticed: nothing mixed is saved', async () => {
  const given = new Map([['7', 10]]);
  const gate = Promise.withResolvers<void>();
  let loads = 0;
  const { control } = await at.start(
    [
      givenAsset('params', given),
      sumAsset('rewards', [need('params')], {
        load: async ({ pool }) => {
          loads += 1;
          const saved = await savedNumbers(pool);
          if (loads === 1) await gate.promise;
          return { sum: saved['params/7'] ?? 0 };
        },
      }),
    ],
    { concurrency: 2 },
  );
  await control.request({ asset: 'params', partition: '7' });
  await until(
    () => loads,
    (count) => count === 1,
  );
  given.set('7', 20);
  await control.request({ asset: 'params', partition: '7' });
  await until(
    () => savedNumbers(at.pool),
    (saved) => saved['params/7'] === 20,
  );
  gate.resolve();

  await until(
    () => savedNumbers(at.pool),
    (saved) => saved['rewards/7'] !== undefined,
  );
  expect(await savedNumbers(at.pool)).toEqual({ 'params/7': 20, 'rewards/7': 21 });
  expect((await loadRuns(at.pool, { asset: 'rewards' })).map(({ state, error }) => [state, error?.code])).toEqual([
    ['ok', undefined],
    ['interrupted', 'POOLTOOL_RUN_INPUTS_MOVED'],
  ]);
});

test('a failure on an input that was replaced meanwhile is not the fault of the run', async () => {
  const given = new Map([['7', 10]]);
  const gate = Promise.withResolvers<void>();
  let loads = 0;
  const { control } = await at.start(
    [
      givenAsset('params', given),
      sumAsset('rewards', [need('params')], {
        load: async () => {
          loads += 1;
          if (loads > 1) return { sum: 1 };
          await gate.promise;
          throw inputWrong({ message: 'half of it is old' });
        },
      }),
    ],
    { concurrency: 2 },
  );
  await control.request({ asset: 'params', partition: '7' });
  await until(
    () => loads,
    (count) => count === 1,
  );
  await control.request({ asset: 'params', partition: '7' });
  await until(
    () => loadRuns(at.pool, { asset: 'params' }),
    (runs) => runs.length === 2 && runs.every(({ state }) => state === 'ok'),
  );
  gate.resolve();
  await until(
    () => savedNumbers(at.pool),
    (saved) => saved['rewards/7'] === 2,
  );
  expect((await loadRuns(at.pool, { asset: 'rewards' })).map(({ state }) => state)).toEqual(['ok', 'interrupted']);
});
