import { errorKind } from '@pooltool/shared-utils/errors';
import { loadSensorTicks } from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineSensor, need } from '../../src/index.ts';
import { createNumberTable, givenAsset, savedNumbers, saveNumber, sumAsset } from './number-assets.ts';
import { atRest, pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

const otherChain = errorKind({ code: 'POOLTOOL_TEST_OTHER_CHAIN', disposition: 'halt', says: 'another chain' });

test('an error that halts fails its partition, saves nothing, is told once, and nothing more is taken', async () => {
  const params = givenAsset('params', new Map(), {
    save: async (tx, value, { partition }) => {
      await saveNumber(tx, 'params', partition, value);
      throw otherChain();
    },
  });
  const { control } = await at.start([params, sumAsset('rewards', [need('params')])]);
  await control.backfill({ asset: 'params', from: '1', to: '3' });
  await until(
    () => at.halts,
    (halts) => halts.length > 0,
  );

  expect(at.halts).toEqual([expect.objectContaining({ code: otherChain.code })]);
  const rows = await rowsOf(at.pool, 'params', 'rewards');
  expect(Object.entries(rows).map(([place, { state }]) => `${place} ${state}`)).toEqual([
    'params/1 failed',
    'params/2 requested',
    'params/3 requested',
  ]);
  expect(rows['params/1']).toMatchObject({ failures: 1, error: { code: otherChain.code } });
  expect(await savedNumbers(at.pool)).toEqual({});

  // Whoever starts the daemon again has the rest done; what halted waits for a person.
  await at.start([givenAsset('params', new Map([['2', 5]]))]);
  expect(await atRest(at.pool, 'params')).toEqual({ 'params/1': 'failed', 'params/2': 'ok', 'params/3': 'ok' });
});

test('a sensor that halts is told as well, and its tick is kept', async () => {
  const sensor = defineSensor({
    name: 'arrivals',
    description: 'what arrived',
    intervalMs: 3_600_000,
    evaluate: async () => {
      throw otherChain();
    },
  });
  await at.start([givenAsset('params', new Map())], { sensors: [sensor] });
  const [tick] = await until(
    () => loadSensorTicks(at.pool, 'arrivals'),
    (ticks) => ticks.length > 0,
  );
  expect(tick).toMatchObject({ outcome: 'failed', reason: 'POOLTOOL_TEST_OTHER_CHAIN: another chain' });
  expect(at.halts).toHaveLength(1);
});
