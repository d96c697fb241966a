import { errorKind } from '@pooltool/shared-utils/errors';
import { loadRunPage, loadRuns } from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { need } from '../../src/index.ts';
import { createNumberTable, givenAsset, savedNumbers, saveNumber, sumAsset } from './number-assets.ts';
import { atRest, pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

const nodeAway = errorKind({ code: 'POOLTOOL_TEST_AWAY', disposition: 'retry', says: 'the node is away' });
const inputWrong = errorKind({ code: 'POOLTOOL_TEST_WRONG', disposition: 'reject', says: 'the input is wrong' });

test('what is asked for runs, and then what is made from it', async () => {
  const given = new Map([['7', 10]]);
  const { control } = await at.start([
    givenAsset('params', given),
    sumAsset('rewards', [need('params')]),
    sumAsset('loyalty', [need('rewards'), need('params')]),
  ]);
  await control.request({ asset: 'params', partition: '7' });

  await until(
    () => savedNumbers(at.pool),
    (saved) => saved['loyalty/7'] !== undefined,
  );
  expect(await savedNumbers(at.pool)).toEqual({ 'params/7': 10, 'rewards/7': 11, 'loyalty/7': 22 });
  const [last] = await loadRuns(at.pool, { asset: 'loyalty' });
  expect(last).toMatchObject({
    state: 'ok',
    attempt: 1,
    requestedBy: 'automatic',
    metadata: { value: { kind: 'count', value: '22' } },
    inputs: { rewards: { 7: expect.any(String) }, params: { 7: expect.any(String) } },
  });
  expect(last?.steps.map(({ name }) => name)).toEqual(['load', 'compute', 'save', 'check']);
});

test('a replaced input spreads: everything below is made anew, once', async () => {
  const given = new Map([['7', 10]]);
  const { control } = await at.start([
    givenAsset('params', given),
    sumAsset('rewards', [need('params')]),
    sumAsset('loyalty', [need('rewards'), need('params')]),
    sumAsset('pivot', [need('loyalty'), need('params')], { automation: 'missing' }),
  ]);
  await control.request({ asset: 'params', partition: '7' });
  await until(
    () => rowsOf(at.pool, 'pivot'),
    (rows) => rows['pivot/7']?.state === 'ok',
  );

  given.set('7', 100);
  await control.request({ asset: 'params', partition: '7' });
  await until(
    () => savedNumbers(at.pool),
    (saved) => saved['loyalty/7'] === 202,
  );
  expect(await savedNumbers(at.pool)).toMatchObject({ 'rewards/7': 101, 'pivot/7': 33 });
  expect((await loadRuns(at.pool, { asset: 'loyalty' })).map(({ state }) => state)).toEqual(['ok', 'ok']);

  const status = await control.status();
  const states = Object.fromEntries(status.map(({ asset, cells }) => [asset, cells[0]?.state]));
  expect(states).toEqual({ params: 'ok', rewards: 'ok', loyalty: 'ok', pivot: 'stale' });
});

test('a save that fails in the middle leaves nothing, and its error is kept with the run', async () => {
  const { control } = await at.start([
    givenAsset('params', new Map(), {
      save: async (tx, value, { partition }) => {
        await saveNumber(tx, 'params', partition, value);
        throw inputWrong({ details: { pool: 'abc', amount: 5n }, cause: new Error('the row before') });
      },
    }),
  ]);
  await control.request({ asset: 'params', partition: '7' });

  expect(await atRest(at.pool, 'params')).toEqual({ 'params/7': 'failed' });
  expect(await savedNumbers(at.pool)).toEqual({});
  const runs = await loadRuns(at.pool);
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({
    state: 'failed',
    step: 'save',
    error: {
      code: 'POOLTOOL_TEST_WRONG',
      details: { pool: 'abc', amount: '5' },
      causes: [{ code: null, message: 'the row before' }],
    },
  });
});

test('an error that may pass is tried again so many times, the tries counted', async () => {
  let tries = 0;
  const failing = (until: number) => async () => {
    tries += 1;
    if (tries < until) throw nodeAway();
    return 1;
  };
  const { control } = await at.start([
    givenAsset('recovers', new Map(), { load: failing(3), retry: { attempts: 3, backoffMs: 10 } }),
    givenAsset('gives_up', new Map(), { load: failing(100), retry: { attempts: 2, backoffMs: 10 } }),
  ]);
  await control.request({ asset: 'recovers', partition: '1' });
  expect(await atRest(at.pool, 'recovers')).toEqual({ 'recovers/1': 'ok' });
  expect((await loadRuns(at.pool)).map(({ attempt, state }) => `${attempt} ${state}`)).toEqual([
    '3 ok',
    '2 failed',
    '1 failed',
  ]);

  await control.request({ asset: 'gives_up', partition: '1' });
  expect(await atRest(at.pool, 'gives_up')).toEqual({ 'gives_up/1': 'failed' });
  expect(await loadRuns(at.pool, { asset: 'gives_up' })).toHaveLength(2);
});

test('a failing blocking check rolls the save back, holds back what depends on it, and keeps what it saw', async () => {
  const given = new Map([['7', 10]]);
  const { control } = await at.start([
    givenAsset('params', given, {
      checks: [
        {
          name: 'pot_is_even',
          severity: 'blocking',
          check: async ({ computed, tx }) => {
            const saved = await savedNumbers(tx);
            return { passed: computed % 2 === 0, detail: { computed, saved: saved['params/7'] ?? null } };
          },
        },
        { name: 'pot_is_small', severity: 'warning', check: ({ computed }) => ({ passed: computed < 5, detail: {} }) },
      ],
    }),
    sumAsset('rewards', [need('params')]),
  ]);
  await control.request({ asset: 'params', partition: '7' });
  await until(
    () => rowsOf(at.pool, 'rewards'),
    (rows) => rows['rewards/7']?.state === 'ok',
  );

  given.set('7', 11);
  await control.request({ asset: 'params', partition: '7' });
  expect(await atRest(at.pool, 'params')).toEqual({ 'params/7': 'failed' });
  expect(await savedNumbers(at.pool)).toEqual({ 'params/7': 10, 'rewards/7': 11 });
  const [failed] = await loadRuns(at.pool, { asset: 'params' });
  const page = await loadRunPage(at.pool, failed?.run ?? 0n);
  expect(page).toMatchObject({
    error: { code: 'POOLTOOL_CHECK_FAILED', message: 'nothing was saved: pot_is_even failed' },
    metadata: { value: { kind: 'count', value: '11' } },
    checks: [
      { name: 'pot_is_even', severity: 'blocking', passed: false, detail: { computed: 11, saved: 11 } },
      { name: 'pot_is_small', severity: 'warning', passed: false },
    ],
  });
  expect(page?.lines.map(({ event }) => event)).toContain('run.failed');
});

test('what is asked for while running runs once more', async () => {
  const gates = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
  let loads = 0;
  const { control } = await at.start([
    givenAsset('params', new Map(), { load: () => gates[loads++]?.promise ?? Promise.resolve(0) }),
  ]);
  const place = { asset: 'params', partition: '7' };
  await control.request(place);
  await until(
    () => loads,
    (count) => count === 1,
  );
  await control.request(place);
  gates[0]?.resolve(1);
  await until(
    () => loads,
    (count) => count === 2,
  );
  gates[1]?.resolve(2);
  expect(await atRest(at.pool, 'params')).toEqual({ 'params/7': 'ok' });
  expect(await savedNumbers(at.pool)).toEqual({ 'params/7': 2 });
});

test('a worker told to stop gives back what it is running; the next one does it', async () => {
  const first = await at.start([
    givenAsset('params', new Map(), {
      load: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    }),
  ]);
  await first.control.request({ asset: 'params', partition: '7' });
  await until(
    () => rowsOf(at.pool, 'params'),
    (rows) => rows['params/7']?.state === 'running',
  );
  await first.worker.stop({ graceMs: 0 });
  expect((await loadRuns(at.pool))[0]).toMatchObject({
    state: 'interrupted',
    error: { code: 'POOLTOOL_WORKER_STOPPING' },
  });

  await at.start([givenAsset('params', new Map([['7', 3]]))]);
  expect(await atRest(at.pool, 'params')).toEqual({ 'params/7': 'ok' });
  expect((await loadRuns(at.pool))[0]).toMatchObject({ attempt: 1, state: 'ok' });
});

test('a new asset of the code is made for the partitions that are there', async () => {
  const params = givenAsset('params', new Map());
  const before = await at.start([params]);
  await before.control.backfill({ asset: 'params', from: '1', to: '3' });
  await atRest(at.pool, 'params');
  await before.worker.stop();

  await at.start([params, sumAsset('rewards', [need('params')])]);
  await until(
    () => rowsOf(at.pool, 'rewards'),
    (rows) => rows['rewards/3']?.state === 'ok',
  );
  expect(await atRest(at.pool, 'rewards')).toEqual({ 'rewards/1': 'ok', 'rewards/2': 'ok', 'rewards/3': 'ok' });
});
