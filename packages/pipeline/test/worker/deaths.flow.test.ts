import { excuseRuns, loadRuns } from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildRegistry, pipelineControl, whyLines } from '../../src/index.ts';
import { childWorkers } from './child-workers.ts';
import { createNumberTable, givenAsset, savedNumbers } from './number-assets.ts';
import { atRest, pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

const workers = childWorkers(new URL('./deadly-worker.ts', import.meta.url));
let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(async () => {
  await workers.killAll();
  await at.stop();
});

const controlOf = (...names: readonly string[]) =>
  pipelineControl({
    pool: at.pool,
    registry: buildRegistry({ name: 'test', assets: names.map((name) => givenAsset(name, new Map())) }),
  });

const start = (machine: string, concurrency: number, ...assets: readonly string[]) =>
  workers.start(at.url, machine, String(concurrency), ...assets);

const stateOf = async (place: string) => (await rowsOf(at.pool, place.split('/')[0] ?? ''))[place];

test('what kills every worker that runs it fails after three, while all else goes on', async () => {
  const control = controlOf('deadly', 'quick');
  await control.request({ asset: 'deadly', partition: '7' });
  for (const _ of [1, 2, 3]) await start('left', 1, 'deadly', 'quick').exited;
  await control.request({ asset: 'quick', partition: '1' });
  start('left', 1, 'deadly', 'quick');

  expect(await atRest(at.pool, 'deadly', 'quick')).toEqual({ 'deadly/7': 'failed', 'quick/1': 'ok' });
  expect(whyLines(await control.why({ asset: 'deadly', partition: '7' }))).toEqual([
    expect.stringMatching(/^deadly\/7 failed: run \d+ ended in POOLTOOL_RUN_KILLS_WORKER: .* 3 workers in a row died/),
  ]);
  expect((await loadRuns(at.pool, { asset: 'deadly' })).map(({ state }) => state)).toEqual([
    'interrupted',
    'interrupted',
    'interrupted',
  ]);
}, 60_000);

test('what ran beside a killer does not pay for it: each runs alone next time', async () => {
  const control = controlOf('deadly', 'slow');
  await control.request({ asset: 'slow', partition: '1' });
  const first = start('left', 2, 'slow', 'deadly');
  await until(
    () => first.said,
    (said) => said.includes('load slow/1'),
  );
  await control.request({ asset: 'deadly', partition: '7' });
  await first.exited;

  const left = start('left', 2, 'slow');
  await until(
    () => left.said,
    (said) => said.includes('load slow/1'),
  );
  expect(await stateOf('slow/1')).toMatchObject({ state: 'running', deaths: 1 });
  const beside = start('left', 1, 'deadly', 'quick');
  await control.request({ asset: 'slow', partition: '2' });
  await controlOf('quick').request({ asset: 'quick', partition: '1' });
  for (const _ of [1, 2]) await start('right', 1, 'deadly').exited;
  await until(
    () => stateOf('deadly/7'),
    (row) => row?.state === 'failed',
  );
  expect(beside.said, 'nothing is begun where something must run alone').toEqual([]);
  expect(left.said).toEqual(['load slow/1']);
  expect(await stateOf('slow/1'), 'it is none of the others').toMatchObject({ state: 'running', deaths: 1 });
}, 60_000);

test('a worker that is killed because it does not stop soon enough is no death', async () => {
  const control = controlOf('slow');
  await control.request({ asset: 'slow', partition: '1' });
  for (const _ of [1, 2, 3, 4]) {
    const worker = start('left', 1, 'slow');
    await until(
      () => worker.said,
      (said) => said.includes('load slow/1'),
    );
    worker.child.kill('SIGTERM');
    await until(
      () => loadRuns(at.pool, { limit: 1 }),
      () => worker.said.includes('stopping'),
    );
    const run = (await loadRuns(at.pool, { limit: 1 }))[0]?.run ?? 0n;
    await until(
      () => at.pool.query<{ excused: boolean }>('select excused from asset_run where id = $1', [run]),
      ({ rows }) => rows[0]?.excused === true,
    );
    await worker.kill();
  }
  await at.start([givenAsset('slow', new Map())]);
  expect(await atRest(at.pool, 'slow')).toEqual({ 'slow/1': 'ok' });
  const runs = await loadRuns(at.pool);
  expect(runs.map(({ state, error }) => [state, error?.code])).toEqual([
    ['ok', undefined],
    ...Array.from({ length: 4 }, () => ['interrupted', 'POOLTOOL_WORKER_STOPPING']),
  ]);
}, 60_000);

test('a person who asks again gives it its tries again, still alone; once through, it is like any other', async () => {
  const control = controlOf('deadly');
  await control.request({ asset: 'deadly', partition: '7' });
  for (const _ of [1, 2, 3]) await start('left', 1, 'deadly').exited;
  const { worker } = await at.start([givenAsset('quick', new Map())]);
  await until(
    () => stateOf('deadly/7'),
    (row) => row?.state === 'failed',
  );
  await worker.stop();
  await control.request({ asset: 'deadly', partition: '7' });
  expect(await stateOf('deadly/7')).toMatchObject({ state: 'requested', deaths: 1, failures: 0 });

  await at.start([givenAsset('deadly', new Map([['7', 5]]))]);
  expect(await atRest(at.pool, 'deadly')).toEqual({ 'deadly/7': 'ok' });
  expect(await stateOf('deadly/7')).toMatchObject({ deaths: 0 });
  expect(await savedNumbers(at.pool)).toEqual({ 'deadly/7': 5 });
}, 60_000);

test('a worker that only lost its database says so, also when others took it for dead', async () => {
  const control = controlOf('slow');
  await control.request({ asset: 'slow', partition: '1' });
  for (const _ of [1, 2, 3]) {
    const worker = start('left', 1, 'slow');
    await until(
      () => worker.said,
      (said) => said.includes('load slow/1'),
    );
    await worker.kill();
  }
  const { worker } = await at.start([givenAsset('quick', new Map())]);
  const failed = await until(
    () => stateOf('slow/1'),
    (row) => row?.state === 'failed',
  );
  await worker.stop();
  const last = failed?.run ?? 0n;

  expect(await excuseRuns(at.pool, [last])).toEqual([{ asset: 'slow', partition: '1' }]);
  expect(await stateOf('slow/1')).toMatchObject({ state: 'requested', deaths: 2 });
  expect(await excuseRuns(at.pool, [last]), 'said twice it counts once').toEqual([]);
  expect(await stateOf('slow/1')).toMatchObject({ deaths: 2 });
}, 60_000);
