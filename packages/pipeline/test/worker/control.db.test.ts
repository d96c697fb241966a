import { loadMetadataHistory, PIPELINE_CHANNEL } from '@pooltool/store/pipeline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  buildRegistry,
  integerPartitions,
  loadToldPipelines,
  need,
  pipelineControl,
  whyLines,
} from '../../src/index.ts';
import { createNumberTable, givenAsset, savedNumbers, sumAsset } from './number-assets.ts';
import { atRest, pipelineUnderTest, rowsOf, until } from './pipeline-under-test.ts';

let at: Awaited<ReturnType<typeof pipelineUnderTest>>;
beforeEach(async () => {
  at = await pipelineUnderTest();
  await createNumberTable(at.pool);
});
afterEach(() => at.stop());

const assets = (given: Map<string, number>) => [
  givenAsset('params', given),
  sumAsset('rewards', [need('params')], { automation: 'never' }),
];

test('what is asked for without a worker waits, and says so', async () => {
  const control = pipelineControl({
    pool: at.pool,
    registry: buildRegistry({ name: 'test', assets: assets(new Map()) }),
  });
  await control.request({ asset: 'rewards', partition: '7' });
  await control.request({ asset: 'params', partition: '7' });
  expect(whyLines(await control.why({ asset: 'rewards', partition: '7' }))).toEqual([
    'rewards/7 requested: asked for by operator; waits for params/7',
    '  params/7 requested: asked for by operator; waits for a free worker',
  ]);
  expect(await control.cancel({ asset: 'rewards', partition: '7' })).toBe(true);
  expect(await control.why({ asset: 'rewards', partition: '7' })).toMatchObject({
    state: 'cancelled',
    says: 'cancelled by operator; it stays so until it is asked for',
  });
});

test('a backfill asks for a range, or only for what is missing or stale in it', async () => {
  const given = new Map<string, number>();
  const { control } = await at.start(assets(given));
  await control.backfill({ asset: 'params', from: '1', to: '5' });
  await atRest(at.pool, 'params');
  await control.backfill({ asset: 'rewards', from: '2', to: '3' });
  await until(
    () => savedNumbers(at.pool),
    (saved) => saved['rewards/3'] !== undefined,
  );

  const missing = await control.backfill({ asset: 'rewards', from: '1', to: '4', only: 'missing' });
  expect(missing.map(({ partition }) => partition)).toEqual(['1', '4']);
  expect(await atRest(at.pool, 'rewards')).toEqual({
    'rewards/1': 'ok',
    'rewards/2': 'ok',
    'rewards/3': 'ok',
    'rewards/4': 'ok',
  });

  await control.request({ asset: 'params', partition: '3' });
  await atRest(at.pool, 'params');
  const stale = await control.backfill({ asset: 'rewards', from: '1', to: '4', only: 'stale' });
  expect(stale.map(({ partition }) => partition)).toEqual(['3']);
  await atRest(at.pool, 'rewards');

  const [params, rewards] = await control.status();
  expect(params?.cells.map(({ partition, state }) => `${partition} ${state}`)).toEqual([
    '1 ok',
    '2 ok',
    '3 ok',
    '4 ok',
    '5 ok',
  ]);
  expect(rewards?.cells.map(({ partition, state }) => `${partition} ${state}`)).toEqual([
    '1 ok',
    '2 ok',
    '3 ok',
    '4 ok',
    '5 missing',
  ]);
  const history = await loadMetadataHistory(at.pool, 'rewards');
  expect(history.map(({ partition, metadata }) => [partition, metadata['value']])).toEqual(
    ['1', '2', '3', '4'].map((partition) => [partition, { kind: 'count', value: '1' }]),
  );
});

test('whoever has only what the workers told asks, explains and cancels as they would, under a name', async () => {
  const { control, worker } = await at.start(assets(new Map()));
  await worker.stop();
  const [told] = await loadToldPipelines(at.pool);
  if (told === undefined) throw new Error('the worker told nothing');
  const { registry } = told;
  const console = pipelineControl({ pool: at.pool, registry, by: 'console anna' });
  const place = { asset: 'rewards', partition: '7' };
  await console.request(place);
  expect(await console.why(place)).toEqual(await control.why(place));
  expect((await console.why(place)).says).toBe('asked for by console anna; waits for params/7');
  expect(await console.status()).toEqual(await control.status());
  await console.backfill({ asset: 'params', from: '6', to: '7' });
  expect((await rowsOf(at.pool, 'params'))['params/6']?.requestedBy).toBe('console anna, backfill');
  expect([await console.cancel(place), await console.cancel(place)]).toEqual([true, false]);
  expect((await control.why(place)).says).toBe('cancelled by console anna; it stays so until it is asked for');
  await at.start(assets(new Map()));
  expect(await atRest(at.pool, 'params')).toEqual({ 'params/6': 'ok', 'params/7': 'ok' });
});

test('a slip of the finger does not ask for a million runs', async () => {
  const registry = buildRegistry({
    name: 'test',
    assets: [givenAsset('params', new Map(), { partitions: integerPartitions({ name: 'many' }) })],
  });
  const control = pipelineControl({ pool: at.pool, registry });
  await expect(control.backfill({ asset: 'params', from: '5', to: '5000000' })).rejects.toThrow('4999996 partitions');
  expect(await rowsOf(at.pool, 'params')).toEqual({});
});

test('a place that does not exist is refused by name', async () => {
  const { control } = await at.start(assets(new Map()));
  await expect(control.request({ asset: 'rewords', partition: '7' })).rejects.toThrow(
    'there is no asset named "rewords"',
  );
  await expect(control.request({ asset: 'rewards', partition: '07' })).rejects.toThrow(
    '"07" is not a partition of number',
  );
  await expect(control.backfill({ asset: 'rewards', from: '7', to: 'x' })).rejects.toThrow('"x" is not a partition');
});

test.each(['hello', '{', '7', '{"asset":"params","partition":"1","state":"cancelled","run":"x"}'])(
  'a word on the channel that is not ours (%s) stops no worker',
  async (payload) => {
    const { control } = await at.start(assets(new Map()));
    await at.pool.query('select pg_notify($1, $2)', [PIPELINE_CHANNEL, payload]);
    await control.request({ asset: 'params', partition: '1' });
    expect(await atRest(at.pool, 'params')).toEqual({ 'params/1': 'ok' });
  },
);
