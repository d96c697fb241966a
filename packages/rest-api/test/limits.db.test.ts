import { databaseTooSlow, inTransaction, openPool } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const limitedPool = () => {
  const pool = openPool({
    connectionString: database.url,
    applicationName: 'limited',
    readOnly: true,
    oneCoreEach: true,
    statementTimeoutMs: 50,
  });
  onTestFinished(() => pool.end());
  return pool;
};

test('a statement that takes longer than the limit is cancelled, and its connection serves the next', async () => {
  const pool = limitedPool();
  await expect(pool.query('select pg_sleep(30)')).rejects.toMatchObject({ code: databaseTooSlow.code, status: 503 });
  const slow = inTransaction(pool, (tx) => tx.query('select pg_sleep(30)'));
  await expect(slow).rejects.toMatchObject({ code: databaseTooSlow.code });
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('a session that reads only refuses to write, whoever forgot to say so', async () => {
  const write = `insert into epoch_pots (epoch, reserves, treasury) values (1, 1, 1)`;
  await expect(limitedPool().query(write)).rejects.toThrow(/read-only/);
  expect((await database.pool.query('select from epoch_pots')).rows).toEqual([]);
});

test('a statement takes one core of the server', async () => {
  const { rows } = await limitedPool().query('show max_parallel_workers_per_gather');
  expect(rows).toEqual([{ max_parallel_workers_per_gather: '0' }]);
});
