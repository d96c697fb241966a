import { buildRegistry, integerPartitions, need, tellPipeline } from '@pooltool/pipeline';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stubAsset } from '../../pipeline/test/stub-asset.ts';
import { loadStatus } from '../src/status.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const partitions = integerPartitions({ name: 'epoch', last: 999 });
const tell = (version = 1, needs = [need('params')]) =>
  tellPipeline(
    database.pool,
    buildRegistry({
      name: 'epoch',
      assets: [
        stubAsset('params', { partitions }),
        stubAsset('prices', { partitions }),
        stubAsset('rewards', { partitions, needs, version }),
      ],
    }),
    [],
  );

/** A run that is ok and stands. */
async function made(asset: string, partition: string, inputs: object = {}): Promise<string> {
  const { rows } = await database.pool.query<{ run: bigint }>(
    `with run as (
       insert into asset_run (asset, partition, attempt, state, step, worker, version, requested_by, started_at, inputs)
       values ($1, $2, 1, 'ok', 'check', 'w', 1, 'automatic', now(), $3) returning id)
     insert into asset_partition (asset, partition, position, state, materialization, run, requested_by, changed_at)
     select $1, $2, $2::int8, 'ok', id, id, 'automatic', now() from run returning run`,
    [asset, partition, JSON.stringify(inputs)],
  );
  return `${rows[0]?.run}`;
}
const assets = async () => (await loadStatus(database.pool)).assets;

test('before any worker has started nothing is known of assets', async () => {
  expect(await assets()).toEqual({});
});

test('partitions are counted by their states, stale as the workers and the console see it', async () => {
  await tell();
  for (const partition of ['1', '2'])
    await made('rewards', partition, { params: { [partition]: await made('params', partition) } });
  expect(await assets()).toEqual({ params: { ok: 2 }, rewards: { ok: 2 } });
  // What only the code knows: it needs more than these were made from.
  await made('prices', '2');
  await tell(1, [need('params'), need('prices', { optional: true })]);
  expect(await assets()).toEqual({ params: { ok: 2 }, prices: { ok: 1 }, rewards: { ok: 1, stale: 1 } });
  await tell(2);
  expect(await assets()).toEqual({ params: { ok: 2 }, prices: { ok: 1 }, rewards: { stale: 2 } });
});
