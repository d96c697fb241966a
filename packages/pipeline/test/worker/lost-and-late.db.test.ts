import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineSensor } from '../../src/index.ts';
import { createNumberTable, givenAsset, savedNumbers } from './number-assets.ts';
import { atRest, pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

/** As a restart of PostgreSQL does: everybody's connections, listeners and locks are gone at once. */
const cutEverybody = () =>
  at.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  );

test('everybody loses every connection in the middle of a backfill: it is done to its end, nobody is held for dead', async () => {
  let loads = 0;
  const params = givenAsset('params', new Map(), {
    concurrency: 2,
    retry: { attempts: 100, backoffMs: 1 },
    load: async ({ pool }) => {
      loads += 1;
      await pool.query('select 1');
      return 1;
    },
  });
  const workers = await Promise.all(
    ['left', 'right'].map((machine) => at.start([params], { machine, concurrency: 2 })),
  );
  await workers[0]?.control.backfill({ asset: 'params', from: '1', to: '30' });
  for (const after of [5, 15]) {
    await until(
      () => loads,
      (count) => count >= after,
    );
    await cutEverybody();
  }
  await until(
    () => savedNumbers(at.pool),
    (saved) => Object.keys(saved).length === 30,
    30_000,
  );
  await atRest(at.pool, 'params');
  // Each may have been taken for dead by the other, until it said that it lives. Only of a run that was cut off in the very
  // moment it was taken nobody can say so.
  const { rows } = await until(
    () => at.pool.query<{ died: number }>('select count(*)::int4 as died from asset_run where died'),
    (found) => (found.rows[0]?.died ?? 0) <= 1,
  );
  expect(rows).toHaveLength(1);
}, 60_000);

test('a bell that nobody hears is rung again', async () => {
  const { control } = await at.start([givenAsset('params', new Map())]);
  await control.request({ asset: 'params', partition: '1' });
  await at.pool.query(`delete from pgboss.job where name like 'asset-run-%'`);
  expect(await atRest(at.pool, 'params')).toEqual({ 'params/1': 'ok' });
});

test('what was put off by a clock that has been put back since is not put off for ever', async () => {
  let tries = 0;
  const { control } = await at.start([
    givenAsset('params', new Map(), {
      retry: { attempts: 2, backoffMs: 3_600_000 },
      load: async () => {
        tries += 1;
        if (tries === 1) throw new Error('the weather');
        return 1;
      },
    }),
  ]);
  await control.request({ asset: 'params', partition: '1' });
  await until(
    () => rowsOf(at.pool, 'params'),
    (rows) => rows['params/1']?.failures === 1,
  );
  await at.pool.query(`update asset_partition set not_before = not_before + interval '1 year'`);
  expect(await atRest(at.pool, 'params')).toEqual({ 'params/1': 'ok' });
});

test('a sensor looks again although its last look lies in the future', async () => {
  let looks = 0;
  const sensor = defineSensor({
    name: 'arrivals',
    description: 'what arrived',
    intervalMs: 20,
    evaluate: async () => {
      looks += 1;
      return {};
    },
  });
  await at.start([givenAsset('params', new Map())], { sensors: [sensor] });
  await until(
    () => looks,
    (count) => count > 0,
  );
  await at.pool.query(`update sensor set ticked_at = now() + interval '1 year'`);
  const before = looks;
  const after = await until(
    () => looks,
    (count) => count > before + 2,
  );
  expect(after).toBeGreaterThan(before);
});
