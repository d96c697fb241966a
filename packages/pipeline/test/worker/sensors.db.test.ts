import { loadSensors, loadSensorTicks, setSensor, wakeSensors } from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineSensor, type SensorResult } from '../../src/index.ts';
import { createNumberTable, givenAsset } from './number-assets.ts';
import { atRest, pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

const HOUR_MS = 3_600_000;

/** Gives one result after the other, then nothing; remembers the cursors it was called with. */
function scripted(results: readonly (SensorResult | Error)[], intervalMs: number) {
  const cursors: (string | null)[] = [];
  const sensor = defineSensor({
    name: 'arrivals',
    description: 'what arrived',
    intervalMs,
    wakeOn: 'dump',
    evaluate: async ({ cursor }) => {
      const result = results[cursors.length] ?? { skipReason: 'no dump' };
      cursors.push(cursor);
      if (result instanceof Error) throw result;
      return result;
    },
  });
  return { sensor, cursors };
}

const request = (partition: string, runKey?: string) => ({
  asset: 'params',
  partition,
  ...(runKey === undefined ? {} : { runKey }),
});

test('a sensor goes on from its cursor, asks, skips with a reason, and repeats what failed', async () => {
  const { sensor, cursors } = scripted(
    [{ requests: [request('7')], cursor: 'a' }, new Error('no connection'), { requests: [request('8')], cursor: 'b' }],
    20,
  );
  await at.start([givenAsset('params', new Map())], { sensors: [sensor] });
  await until(
    () => cursors.length,
    (count) => count >= 4,
  );

  expect(cursors.slice(0, 4)).toEqual([null, 'a', 'a', 'b']);
  expect(await atRest(at.pool, 'params')).toEqual({ 'params/7': 'ok', 'params/8': 'ok' });
  const ticks = await until(
    () => loadSensorTicks(at.pool, 'arrivals'),
    (found) => found.length >= 4,
  );
  expect(
    ticks
      .toReversed()
      .slice(0, 4)
      .map(({ outcome, reason, requests }) => [outcome, reason, requests]),
  ).toEqual([
    ['requested', null, 1],
    ['failed', 'POOLTOOL_UNEXPECTED: no connection', 0],
    ['requested', null, 1],
    ['skipped', 'no dump', 0],
  ]);
});

test('a run key asks once', async () => {
  const { sensor, cursors } = scripted(
    [{ requests: [request('7', 'dump 7')] }, { requests: [request('7', 'dump 7'), request('8', 'dump 8')] }],
    20,
  );
  await at.start([givenAsset('params', new Map())], { sensors: [sensor] });
  await until(
    () => cursors.length,
    (count) => count >= 3,
  );
  const ticks = await until(
    () => loadSensorTicks(at.pool, 'arrivals'),
    (found) => found.length >= 2,
  );
  expect(
    ticks
      .toReversed()
      .slice(0, 2)
      .map(({ requests }) => requests),
  ).toEqual([1, 1]);
});

test('a sensor whose requests are wrong does not move its cursor', async () => {
  const { sensor, cursors } = scripted([{ requests: [request('7'), request('seven')], cursor: 'a' }], 20);
  await at.start([givenAsset('params', new Map())], { sensors: [sensor] });
  await until(
    () => cursors.length,
    (count) => count >= 2,
  );
  expect(cursors.slice(0, 2)).toEqual([null, null]);
  expect(await rowsOf(at.pool, 'params')).toEqual({});
});

test('a word that is sent in a transaction wakes the sensor when it commits', async () => {
  const { sensor, cursors } = scripted([], HOUR_MS);
  await at.start([givenAsset('params', new Map())], { sensors: [sensor] });
  await until(
    () => cursors.length,
    (count) => count === 1,
  );
  await wakeSensors(at.pool, 'something else');
  await wakeSensors(at.pool, 'dump');
  await until(
    () => cursors.length,
    (count) => count >= 2,
  );
  expect(cursors, 'the other word woke nobody').toHaveLength(2);
});

test('of several workers one looks; switched off, none does', async () => {
  const { sensor, cursors } = scripted([], HOUR_MS);
  const assets = [givenAsset('params', new Map())];
  for (const _ of [1, 2, 3]) await at.start(assets, { sensors: [sensor] });
  await until(
    () => loadSensors(at.pool),
    ([found]) => found?.last?.outcome === 'skipped',
  );
  expect(cursors).toHaveLength(1);

  expect(await setSensor(at.pool, 'arrivals', false)).toBe(true);
  const { sensor: other, cursors: looks } = scripted([], HOUR_MS);
  await at.start(assets, { sensors: [other] });
  await wakeSensors(at.pool, 'dump');
  await at.start(assets);
  expect(looks).toEqual([]);
  expect((await loadSensors(at.pool))[0]).toMatchObject({ name: 'arrivals', enabled: false });
});

test('switched on, it looks at once', async () => {
  const { sensor, cursors } = scripted([{ cursor: 'a' }], HOUR_MS);
  await at.start([givenAsset('params', new Map())], { sensors: [sensor] });
  await until(
    () => loadSensors(at.pool),
    ([found]) => found?.cursor === 'a',
  );
  await setSensor(at.pool, 'arrivals', false);
  await setSensor(at.pool, 'arrivals', true);
  await until(
    () => cursors.length,
    (count) => count === 2,
  );
  expect(cursors, 'from its cursor').toEqual([null, 'a']);
  expect(await setSensor(at.pool, 'departures', true), 'there is none of this name').toBe(false);
});
