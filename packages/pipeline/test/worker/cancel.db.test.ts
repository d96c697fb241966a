import { loadRuns } from '@pooltool/store/pipeline';
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

const place = { asset: 'params', partition: '7' };

const runStopped = () =>
  until(
    () => at.log.entries.map(({ event }) => event),
    (events) => events.includes('run.stopped'),
  );

test.each(['load', 'compute', 'save'])('cancelled in the middle of %s it saves nothing and stays so', async (step) => {
  const there = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const stopIn = async (here: string) => {
    if (here !== step) return;
    there.resolve();
    await gate.promise;
  };
  const { control } = await at.start([
    givenAsset('params', new Map(), {
      load: async () => {
        await stopIn('load');
        return 1;
      },
      compute: async (value) => {
        await stopIn('compute');
        return value;
      },
      save: async (tx, value, { partition }) => {
        await saveNumber(tx, 'params', partition, value);
        await stopIn('save');
      },
    }),
    sumAsset('rewards', [need('params')]),
  ]);
  await control.request(place);
  await there.promise;
  expect(await control.cancel(place)).toBe(true);
  expect(await control.cancel(place), 'it is cancelled already').toBe(false);
  gate.resolve();
  await runStopped();

  expect(await atRest(at.pool, 'params', 'rewards')).toEqual({ 'params/7': 'cancelled' });
  expect(await savedNumbers(at.pool)).toEqual({});
  expect(await loadRuns(at.pool)).toMatchObject([{ state: 'cancelled', step }]);
});

test('what waits for its turn, for its needs or for its next try is cancelled as well', async () => {
  const { control } = await at.start([
    givenAsset('params', new Map(), {
      retry: { attempts: 2, backoffMs: 3_600_000 },
      load: async () => {
        throw new Error('the weather');
      },
    }),
    sumAsset('rewards', [need('params')]),
  ]);
  await control.request(place);
  await control.request({ asset: 'rewards', partition: '7' });
  await until(
    () => rowsOf(at.pool, 'params'),
    (rows) => rows['params/7']?.failures === 1,
  );
  expect(await control.cancel(place)).toBe(true);
  expect(await control.cancel({ asset: 'rewards', partition: '7' })).toBe(true);
  const rows = await rowsOf(at.pool, 'params', 'rewards');
  expect(Object.values(rows).map(({ state, notBefore }) => [state, notBefore])).toEqual([
    ['cancelled', null],
    ['cancelled', null],
  ]);
  expect(await control.cancel({ asset: 'params', partition: '8' }), 'nobody asked for it').toBe(false);
});

test('a cancellation that nobody hears of ends the run all the same', async () => {
  const aborted = Promise.withResolvers<unknown>();
  const { control } = await at.start([
    givenAsset('params', new Map(), {
      load: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted.resolve(signal.reason);
            reject(signal.reason);
          });
        }),
    }),
  ]);
  await control.request(place);
  await until(
    () => rowsOf(at.pool, 'params'),
    (rows) => rows['params/7']?.state === 'running',
  );
  // As control.cancel writes it, without the NOTIFY.
  await at.pool.query(
    `with cancelled as (update asset_partition set state = 'cancelled' where state = 'running' returning run)
     update asset_run set state = 'cancelled', finished_at = now() from cancelled where id = cancelled.run`,
  );
  expect(await aborted.promise).toMatchObject({ code: 'POOLTOOL_RUN_SUPERSEDED' });
  await runStopped();
});

test('cancelled at the moment it ends: either it was in time and nothing is saved, or it was not and all is', async () => {
  let number = 0;
  const reached = new Map<string, () => void>();
  const { control } = await at.start(
    [givenAsset('params', new Map(), { concurrency: 3, checks: [] }), sumAsset('rewards', [need('params')])],
    {
      concurrency: 3,
      reached: ({ asset, partition, step }) => step === 'save' && asset === 'params' && reached.get(partition)?.(),
    },
  );
  const answers = new Map<string, boolean>();
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      number += 1;
      const partition = String(number);
      const saving = Promise.withResolvers<void>();
      reached.set(partition, saving.resolve);
      await control.request({ asset: 'params', partition });
      await saving.promise;
      // A turn of the database more or less: before, between and after its last statements.
      for (let turn = 0; turn < Number(partition) % 6; turn += 1) await at.pool.query('select 1');
      answers.set(partition, await control.cancel({ asset: 'params', partition }));
    }),
  );
  const states = await atRest(at.pool, 'params', 'rewards');
  const saved = await savedNumbers(at.pool);
  for (const [partition, cancelled] of answers) {
    expect(states[`params/${partition}`]).toBe(cancelled ? 'cancelled' : 'ok');
    expect(saved[`params/${partition}`]).toBe(cancelled ? undefined : 0);
    expect(states[`rewards/${partition}`]).toBe(cancelled ? undefined : 'ok');
  }
}, 60_000);
