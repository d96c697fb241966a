import { loadGridCells } from '@pooltool/store/console';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate asset_run, asset_partition cascade'));

type Inputs = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** A run that ended well: from now on its result stands. Answers its number as text, as inputs tell it. */
async function made(asset: string, partition: string, inputs: Inputs = {}, version = 1): Promise<string> {
  const { rows } = await database.pool.query<{ id: string }>(
    `insert into asset_run (asset, partition, attempt, state, step, worker, version, requested_by, started_at, finished_at, inputs)
     values ($1, $2, 1, 'ok', 'check', 'w', $3, 'automatic', now(), now(), $4) returning id::text`,
    [asset, partition, version, JSON.stringify(inputs)],
  );
  const id = rows[0]?.id ?? '';
  await database.pool.query(
    `insert into asset_partition (asset, partition, position, state, materialization, run, requested_by, changed_at)
     values ($1, $2, regexp_replace($2, '[^0-9]', '', 'g')::int8, 'ok', $3, $3, 'automatic', now())
     on conflict (asset, partition) do update set materialization = excluded.materialization, run = excluded.run`,
    [asset, partition, id],
  );
  return id;
}

async function states(columns = 10): Promise<Record<string, string>> {
  const cells = await loadGridCells(database.pool, columns);
  return Object.fromEntries(cells.map(({ asset, partition, state }) => [`${asset}/${partition}`, state]));
}

describe('what is stale', () => {
  test('is what read an input that was made anew since, and what was made from that', async () => {
    const params = await made('params', '1');
    const rewards = await made('rewards', '1', { params: { '1': params } });
    await made('averages', '1', { rewards: { '1': rewards } });
    expect(Object.values(await states())).toEqual(['ok', 'ok', 'ok']);
    await made('params', '1');
    expect(await states()).toEqual({ 'params/1': 'ok', 'rewards/1': 'stale', 'averages/1': 'stale' });
  });

  test('is what read an earlier partition that was made anew, also when that one is no longer shown', async () => {
    const first = await made('loyalty', '1');
    const second = await made('loyalty', '2', { loyalty: { '1': first } });
    await made('loyalty', '3', { loyalty: { '2': second } });
    await made('loyalty', '1');
    expect(await states(1)).toEqual({ 'loyalty/3': 'stale' });
  });

  test('is what found an optional need missing that is there now', async () => {
    await made('rewards', '1', { dump: { '1': null } });
    expect(await states()).toEqual({ 'rewards/1': 'ok' });
    await made('dump', '1');
    expect(await states()).toMatchObject({ 'rewards/1': 'stale' });
  });

  test('is what an older version of the code made', async () => {
    await made('params', '1');
    await made('params', '2', {}, 2);
    expect(await states()).toEqual({ 'params/1': 'stale', 'params/2': 'ok' });
  });
});

test('the latest partitions are shown of each form of names, however their positions compare', async () => {
  for (const epoch of ['8', '9', '10']) await made('rewards', epoch);
  for (const day of ['2026-01-01', '2026-01-02', '2026-01-03']) await made('prices', day);
  expect(Object.keys(await states(2))).toEqual(['prices/2026-01-02', 'prices/2026-01-03', 'rewards/9', 'rewards/10']);
});

test('600 epochs of twelve assets are looked through in a moment', async () => {
  await database.pool.query(`
    insert into asset_run (asset, partition, attempt, state, step, worker, version, requested_by, started_at, inputs)
    select 'asset' || a, e::text, 1, 'ok', 'check', 'w', 1, 'automatic', now(),
           jsonb_build_object('asset0', jsonb_build_object(e::text, null), 'asset' || a, jsonb_build_object((e - 1)::text, null))
    from generate_series(1, 600) as e, generate_series(1, 12) as a`);
  await database.pool.query(`
    insert into asset_partition (asset, partition, position, state, materialization, run, requested_by, changed_at)
    select asset, partition, partition::int8, 'ok', id, id, 'automatic', now() from asset_run`);
  await database.pool.query('analyze asset_run, asset_partition');
  // Far above what it takes alone: a busy machine must not fail it.
  const began = performance.now();
  const cells = await loadGridCells(database.pool, 24);
  expect(cells).toHaveLength(24 * 12);
  expect(performance.now() - began).toBeLessThan(5_000);
});
