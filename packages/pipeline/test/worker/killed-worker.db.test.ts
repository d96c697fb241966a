import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@pooltool/shared-utils/clock';
import { loadRuns } from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildRegistry, need, pipelineControl } from '../../src/index.ts';
import { createNumberTable, givenAsset, savedNumbers, sumAsset } from './number-assets.ts';
import { pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

const HANGING_WORKER = fileURLToPath(new URL('./hanging-worker.ts', import.meta.url));

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
const children: ChildProcess[] = [];
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await at.stop();
});

async function startHangingWorker(step: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [HANGING_WORKER, at.url, step], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

const askFor = (partition: string) =>
  pipelineControl({
    pool: at.pool,
    registry: buildRegistry({ name: 'test', assets: [givenAsset('params', new Map())] }),
  }).request({ asset: 'params', partition });

test.each(['load', 'compute', 'save'])(
  'kill -9 in the middle of %s: the next worker does it, at once and whole',
  async (step) => {
    await askFor('7');
    const child = await startHangingWorker(step);
    expect((await loadRuns(at.pool))[0]).toMatchObject({ state: 'running', step });
    expect(await savedNumbers(at.pool)).toEqual({});

    const firstHalves: string[] = [];
    child.kill('SIGKILL');
    await once(child, 'exit');
    const killedMs = systemClock.now();
    await at.start([
      givenAsset('params', new Map(), {
        load: async (context) => {
          await context.once('first half', async () => {
            firstHalves.push(context.partition);
            return 1;
          });
          return 2;
        },
      }),
      sumAsset('rewards', [need('params')]),
    ]);
    await until(
      () => savedNumbers(at.pool),
      (saved) => saved['rewards/7'] !== undefined,
    );

    expect(systemClock.now() - killedMs).toBeLessThan(5_000);
    expect(await savedNumbers(at.pool)).toEqual({ 'params/7': 2, 'rewards/7': 3 });
    expect(firstHalves, 'what was done once is not done again').toEqual([]);
    expect((await loadRuns(at.pool, { asset: 'params' })).map(({ state, error }) => [state, error?.code])).toEqual([
      ['ok', undefined],
      ['interrupted', 'POOLTOOL_WORKER_DIED'],
    ]);
  },
);

test('a living worker takes over from a killed one', async () => {
  await askFor('7');
  const child = await startHangingWorker('load');
  await at.start([givenAsset('params', new Map([['7', 5]]))]);
  expect((await rowsOf(at.pool, 'params'))['params/7']?.state).toBe('running');

  child.kill('SIGKILL');
  await until(
    () => savedNumbers(at.pool),
    (saved) => saved['params/7'] === 5,
  );
});

test('a worker whose lock is lost stops what it runs and goes on as another', async () => {
  const gate = Promise.withResolvers<number>();
  let loads = 0;
  const { control } = await at.start([
    givenAsset('params', new Map(), {
      load: ({ signal }) => {
        loads += 1;
        if (loads > 1) return Promise.resolve(6);
        signal.addEventListener('abort', () => gate.reject(signal.reason), { once: true });
        return gate.promise;
      },
    }),
  ]);
  await control.request({ asset: 'params', partition: '7' });
  await until(
    () => loads,
    (count) => count === 1,
  );
  // As a restart of PostgreSQL does to it.
  await at.pool.query(
    // Of this database only: the server is shared with the other files' tests.
    `select pg_terminate_backend(pid) from pg_locks
     where locktype = 'advisory' and pid <> pg_backend_pid()
       and database = (select oid from pg_database where datname = current_database())`,
  );
  await until(
    () => savedNumbers(at.pool),
    (saved) => saved['params/7'] === 6,
  );
  const runs = await loadRuns(at.pool);
  expect(runs.map(({ state }) => state)).toEqual(['ok', 'interrupted']);
  expect(new Set(runs.map(({ worker }) => worker)).size).toBe(2);
});

test('two workers never run one partition together, nor more of an asset than it allows', async () => {
  let running = 0;
  let most = 0;
  const runs: string[] = [];
  const two = Promise.withResolvers<void>();
  const params = givenAsset('params', new Map(), {
    concurrency: 2,
    load: async ({ partition, pool }) => {
      running += 1;
      most = Math.max(most, running);
      runs.push(partition);
      if (running === 2) two.resolve();
      // The first waits for a second beside it: that it may come is part of the promise.
      await two.promise;
      // A turn of the database, so that the others have time to make the mistake.
      await pool.query('select pg_sleep(0.01)');
      running -= 1;
      return 1;
    },
  });
  const workers = await Promise.all([1, 2, 3].map(() => at.start([params], { concurrency: 2, sweepMs: 20 })));
  await workers[0]?.control.backfill({ asset: 'params', from: '1', to: '30' });
  await until(
    () => savedNumbers(at.pool),
    (saved) => Object.keys(saved).length === 30,
  );

  expect(most).toBe(2);
  expect(runs.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 30 }, (_, i) => String(i + 1)));
});
