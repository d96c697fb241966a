import {
  loadMetadataHistory,
  loadRunPage,
  loadRuns,
  recordSensorTick,
  registerSensors,
} from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineSensor, need } from '../../src/index.ts';
import { pruner } from '../../src/worker/prune.ts';
import { createNumberTable, givenAsset, sumAsset } from './number-assets.ts';
import { atRest, pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

/** Steps until everything was looked at once; answers how much was dropped. */
async function pruned(registry: Awaited<ReturnType<typeof at.start>>['registry'], runs: number) {
  const old = pruner({ pool: at.pool, registry }, { runs, tickDays: 30 });
  const sum = { runs: 0, checkpoints: 0, ticks: 0 };
  for (;;) {
    const step = await old.step();
    if (step === null) throw new Error('nobody else prunes here');
    sum.runs += step.runs;
    sum.checkpoints += step.checkpoints;
    sum.ticks += step.ticks;
    if (step.whole) return sum;
  }
}

const count = async (table: 'asset_log' | 'asset_check' | 'asset_checkpoint' | 'sensor_tick' | 'sensor_run_key') => {
  const { rows } = await at.pool.query<{ n: number }>(`select count(*)::int4 as n from ${table}`);
  return rows[0]?.n ?? 0;
};

test('of many runs the latest stay, and what stands, and what it was made from; logs go with their runs', async () => {
  const params = givenAsset('params', new Map());
  const { control, registry } = await at.start([
    params,
    sumAsset('rewards', [need('params')], { automation: 'missing' }),
  ]);
  for (let run = 0; run < 6; run += 1) {
    await control.request({ asset: 'params', partition: '7' });
    await atRest(at.pool, 'params');
    if (run === 0) {
      await until(
        () => rowsOf(at.pool, 'rewards'),
        (rows) => rows['rewards/7']?.state === 'ok',
      );
    }
  }
  const before = await loadRuns(at.pool, { asset: 'params' });
  expect(before).toHaveLength(6);
  const first = before.at(-1)?.run ?? 0n;

  expect(await pruned(registry, 2)).toMatchObject({ runs: 3 });
  const left = (await loadRuns(at.pool, { asset: 'params' })).map(({ run }) => run);
  expect(left, 'rewards/7 was made from the first').toEqual([before[0]?.run, before[1]?.run, first]);
  expect(await loadRunPage(at.pool, first)).toMatchObject({ state: 'ok', lines: [{ event: 'run.succeeded' }] });
  expect(await count('asset_log')).toBe(4);
  expect((await loadMetadataHistory(at.pool, 'rewards')).map(({ partition }) => partition)).toEqual(['7']);
  expect(await pruned(registry, 2), 'there is no more').toEqual({ runs: 0, checkpoints: 0, ticks: 0 });

  await control.request({ asset: 'rewards', partition: '7' });
  await atRest(at.pool, 'rewards');
  expect(await pruned(registry, 1)).toMatchObject({ runs: 3 });
  expect((await loadRuns(at.pool)).map(({ asset }) => asset).toSorted()).toEqual(['params', 'rewards']);
});

test('what stands is kept however many tries failed after it', async () => {
  const given = new Map([['7', 1]]);
  const { control, registry } = await at.start([
    givenAsset('params', given, {
      retry: { attempts: 5, backoffMs: 1 },
      load: async ({ partition }) => {
        const value = given.get(partition);
        if (value === undefined) throw new Error('nothing is given');
        return value;
      },
    }),
  ]);
  await control.request({ asset: 'params', partition: '7' });
  await atRest(at.pool, 'params');
  given.clear();
  await control.request({ asset: 'params', partition: '7' });
  expect(await atRest(at.pool, 'params')).toEqual({ 'params/7': 'failed' });

  expect(await pruned(registry, 1)).toMatchObject({ runs: 4 });
  expect((await loadRuns(at.pool)).map(({ state }) => state)).toEqual(['failed', 'ok']);
});

test('pieces of a load that no retry goes on from are dropped; those of one that waits stay', async () => {
  const { control, registry } = await at.start([
    givenAsset('waits', new Map(), {
      retry: { attempts: 2, backoffMs: 3_600_000 },
      load: async (context) => {
        await context.once('half', async () => 1);
        throw new Error('the weather');
      },
    }),
    givenAsset('fails', new Map(), {
      retry: { attempts: 1 },
      load: async (context) => {
        await context.once('half', async () => 1);
        throw new Error('the weather');
      },
    }),
  ]);
  await control.request({ asset: 'waits', partition: '1' });
  await control.request({ asset: 'fails', partition: '1' });
  await until(
    () => loadRuns(at.pool),
    (runs) => runs.length === 2 && runs.every(({ state }) => state === 'failed'),
  );
  expect(await count('asset_checkpoint')).toBe(2);
  expect(await pruned(registry, 1)).toMatchObject({ checkpoints: 1 });
  const { rows } = await at.pool.query('select asset from asset_checkpoint');
  expect(rows).toEqual([{ asset: 'waits' }]);
});

test('looks that found nothing go after an hour, others after thirty days, the last hundred never', async () => {
  const { registry } = await at.start([givenAsset('params', new Map())]);
  await registerSensors(at.pool, ['arrivals']);
  const looks = { outcome: 'skipped', reason: 'nothing new', requests: 0 } as const;
  for (let tick = 1; tick <= 110; tick += 1) await recordSensorTick(at.pool, { name: 'arrivals', tick, ...looks });
  await at.pool.query(`update sensor set tick = 110`);
  await at.pool.query(`update sensor_tick set outcome = 'requested' where tick in (1, 2)`);
  await at.pool.query(`update sensor_tick set at = now() - interval '2 hours' where tick <> 1`);
  await at.pool.query(`update sensor_tick set at = now() - interval '31 days' where tick = 1`);

  expect(await pruned(registry, 1)).toMatchObject({ ticks: 9 });
  const { rows } = await at.pool.query<{ tick: number }>('select tick from sensor_tick order by tick limit 2');
  expect(rows.map(({ tick }) => tick)).toEqual([2, 11]);
});

test('a run key is forgotten when the sensor has not named it for ninety days, never while it names it', async () => {
  let looks = 0;
  const sensor = defineSensor({
    name: 'arrivals',
    description: 'what arrived',
    intervalMs: 1,
    evaluate: async () => {
      looks += 1;
      return { requests: [{ asset: 'params', partition: '1', runKey: 'named for ever' }] };
    },
  });
  await registerSensors(at.pool, ['arrivals']);
  await at.pool.query(
    `insert into sensor_run_key (sensor, run_key, asset, partition, named_at)
     select 'arrivals', key, 'params', '1', now() - interval '91 days' from unnest(array['named for ever', 'of old']) as key`,
  );
  const { worker } = await at.start([givenAsset('params', new Map())], { sensors: [sensor] });
  await until(
    () => count('sensor_run_key'),
    (keys) => keys === 1,
  );
  await worker.stop();
  expect(looks).toBeGreaterThan(1);
  const { rows } = await at.pool.query(
    "select run_key, named_at > now() - interval '1 day' as named from sensor_run_key",
  );
  expect(rows).toEqual([{ run_key: 'named for ever', named: true }]);
  expect(await rowsOf(at.pool, 'params'), 'it was asked for long ago').toEqual({});
});
