import { holdAdvisoryLock, listen, openPool, type Pool } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.close());

/** Ends every connection of this database that is not the pool's own: the lock's and the listener's. */
async function killConnectionsOf(applicationName: string): Promise<void> {
  await pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()',
    [applicationName],
  );
}

const poolNamed = (applicationName: string): Pool => openPool({ connectionString: database.url, applicationName });

test('the second instance of a singleton does not get the lock until the first gives it back', async () => {
  const first = await holdAdvisoryLock(pool, 'publisher');
  expect(first).not.toBeNull();
  expect(await holdAdvisoryLock(pool, 'publisher')).toBeNull();
  const another = await holdAdvisoryLock(pool, 'oura-consumer');
  expect(another).not.toBeNull();
  await first?.release();
  const second = await holdAdvisoryLock(pool, 'publisher');
  expect(second).not.toBeNull();
  await Promise.all([second?.release(), another?.release(), first?.release()]);
});

test('a number is a key as well', async () => {
  const first = await holdAdvisoryLock(pool, -(2n ** 63n));
  expect(await holdAdvisoryLock(pool, -(2n ** 63n))).toBeNull();
  await first?.release();
});

test('whoever held the lock learns that its connection died, and another may take it', async () => {
  const holder = poolNamed('holder');
  const lock = await holdAdvisoryLock(holder, 'singleton');
  await killConnectionsOf('holder');
  await lock?.lost;
  const next = await holdAdvisoryLock(pool, 'singleton');
  expect(next).not.toBeNull();
  await Promise.all([next?.release(), lock?.release(), holder.end()]);
});

test('a listener hears its channel, and again after its connection died', async () => {
  const listener = poolNamed('listener');
  const heard: string[] = [];
  let gaps = 0;
  const listening = await listen(listener, 'Odd "channel"', (payload) => heard.push(payload), {
    onReconnect: () => {
      gaps += 1;
    },
  });
  await pool.query('select pg_notify($1, $2)', ['Odd "channel"', 'one']);
  await pool.query('select pg_notify($1, $2)', ['another', 'not for us']);
  await vi.waitUntil(() => heard.length === 1);
  await killConnectionsOf('listener');
  await vi.waitUntil(() => gaps === 1, { timeout: 10_000 });
  await pool.query('select pg_notify($1, $2)', ['Odd "channel"', 'two']);
  await vi.waitUntil(() => heard.length === 2);
  expect(heard).toEqual(['one', 'two']);
  await listening.close();
  await listener.end();
});
