import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await pool.query('create table purse (id int4 primary key, lovelace int8)');
});
beforeEach(async () => {
  await pool.query('truncate purse');
  await pool.query('insert into purse values (1, 100), (2, 100)');
});
afterAll(() => database.close());

async function balances(): Promise<unknown[]> {
  const { rows } = await pool.query('select lovelace from purse order by id');
  return rows.map(({ lovelace }) => lovelace);
}

test('what the work answers is answered, and what it wrote stands', async () => {
  const answer = await inTransaction(pool, async (tx) => {
    await tx.query('update purse set lovelace = 7 where id = $1', [1]);
    return 'done';
  });
  expect(answer).toBe('done');
  expect(await balances()).toEqual([7n, 100n]);
});

test('what throws leaves nothing behind', async () => {
  const work = inTransaction(pool, async (tx) => {
    await tx.query('update purse set lovelace = 7');
    throw new Error('no');
  });
  await expect(work).rejects.toThrow('no');
  expect(await balances()).toEqual([100n, 100n]);
});

test('a failed statement that the work ignored does not pass for done', async () => {
  const work = inTransaction(pool, async (tx) => {
    await tx.query('update purse set lovelace = 7');
    await tx.query('select 1 / 0').catch(() => 'ignored');
  });
  await expect(work).rejects.toMatchObject({ code: 'POOLTOOL_TRANSACTION_LOST', disposition: 'halt' });
  expect(await balances()).toEqual([100n, 100n]);
});

test('a read-only transaction cannot write', async () => {
  const work = inTransaction(pool, (tx) => tx.query('delete from purse'), { readOnly: true });
  await expect(work).rejects.toThrow(/read-only transaction/);
  expect(await balances()).toEqual([100n, 100n]);
});

/** Reads the sum, then writes it to `id`: two of these at once cannot both have happened in either order. */
function writeSumTo(id: number, { attempts, meet }: { attempts: number; meet: () => Promise<void> }): Promise<unknown> {
  return inTransaction(
    pool,
    async (tx) => {
      const { rows } = await tx.query<{ sum: bigint }>('select sum(lovelace) as sum from purse');
      await meet();
      await tx.query('update purse set lovelace = $1 where id = $2', [rows[0]?.sum, id]);
    },
    { isolation: 'serializable', attempts },
  );
}

/** Lets the first `count` callers go on only together. */
function meetingOf(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  return async () => {
    arrived += 1;
    if (arrived >= count) resolve();
    await promise;
  };
}

test('two serializable transactions in conflict: one is told to retry', async () => {
  const meet = meetingOf(2);
  const outcomes = await Promise.allSettled([1, 2].map((id) => writeSumTo(id, { attempts: 1, meet })));
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(failed).toHaveLength(1);
  expect(failed[0]?.reason).toMatchObject({ code: 'POOLTOOL_DATABASE_CONFLICT', disposition: 'retry' });
});

test('the conflict is retried when that was asked for', async () => {
  const meet = meetingOf(2);
  await Promise.all([1, 2].map((id) => writeSumTo(id, { attempts: 5, meet })));
  // Whoever came second summed what the first had written.
  expect(new Set(await balances())).toEqual(new Set([200n, 300n]));
});

test('a connection that dies in a transaction is not given to the next one', async () => {
  const work = inTransaction(pool, async (tx) => {
    await tx.query('update purse set lovelace = 7');
    const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
    await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    await tx.query('select 1');
  });
  await expect(work).rejects.toMatchObject({ code: 'POOLTOOL_DATABASE_UNREACHABLE' });
  for (let query = 0; query < 12; query += 1) expect(await balances()).toEqual([100n, 100n]);
});
