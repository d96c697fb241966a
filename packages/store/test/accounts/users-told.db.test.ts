import { inTransaction, listen } from '@pooltool/shared-utils/pg';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { USERS_CHANNEL } from '@pooltool/store/website';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HASH } from './paying.ts';

const [ONE, OTHER] = ['0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11', '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a12'];

let database: TestDatabase;
let listening: Awaited<ReturnType<typeof listen>>;
let told: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  listening = await listen(database.pool, USERS_CHANNEL, (user) => told.push(user));
});
afterAll(async () => {
  await listening.close();
  await database.close();
});

/** What is told of this statement; another notification shows that everything before it is here. */
async function tells(sql: string): Promise<string[]> {
  told = [];
  await database.pool.query(sql);
  await database.pool.query(`select pg_notify('${USERS_CHANNEL}', 'the end')`);
  await expect.poll(() => told.at(-1), { timeout: 20_000, interval: 5 }).toBe('the end');
  return told.slice(0, -1).toSorted();
}

const user = (id: string) => `('${id}', '${HASH}', now())`;
beforeEach(async () => {
  await database.pool.query(`truncate account_user, session, api_key, operator_pool cascade`);
  await database.pool.query(
    `insert into account_user (user_id, password_hash, created_at) values ${user(ONE)}, ${user(OTHER)}`,
  );
  // What this told is heard before a test looks.
  await tells(`select 1`);
});

test('whose account, address, pool or key changes is told, each user once a statement', async () => {
  expect(await tells(`update account_user set settings = '{}'`)).toEqual([ONE, OTHER]);
  const address = (byte: string) => `(0, decode(repeat('${byte}', 28), 'hex'), '${ONE}', now())`;
  expect(await tells(`insert into user_address values ${address('aa')}, ${address('bb')}`)).toEqual([ONE]);
  expect(await tells(`insert into operator_pool values ('${ONE}', decode(repeat('aa', 28), 'hex'), now())`)).toEqual([
    ONE,
  ]);
  expect(await tells(`update operator_pool set user_id = '${OTHER}'`)).toEqual([ONE, OTHER]);
  expect(
    await tells(
      `insert into api_key (key_hash, user_id, shown, created_at) values (decode(repeat('cc', 32), 'hex'), '${OTHER}', 'ptk_', now())`,
    ),
  ).toEqual([OTHER]);
  expect(await tells(`delete from account_user where user_id = '${ONE}'`)).toEqual([ONE]);
});

test('of a session its end is told, and not that it is used', async () => {
  const session = `(decode(repeat('dd', 32), 'hex'), '${ONE}', now(), now(), now() + interval '1 day')`;
  expect(
    await tells(`insert into session (token_hash, user_id, created_at, used_at, expires_at) values ${session}`),
  ).toEqual([]);
  expect(await tells(`update session set used_at = now()`)).toEqual([]);
  expect(await tells(`update session set revoked_at = now()`)).toEqual([ONE]);
  expect(await tells(`delete from session`)).toEqual([ONE]);
});

test('a statement that changes very many tells that it may be anybody, and one that is undone tells nothing', async () => {
  expect(
    await tells(`insert into account_user (user_id, password_hash, created_at)
      select gen_random_uuid(), '${HASH}', now() from generate_series(1, 1001)`),
  ).toEqual(['']);
  told = [];
  await expect(
    inTransaction(database.pool, async (tx) => {
      await tx.query(`update account_user set settings = '{}'`);
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  expect(await tells(`select 1`)).toEqual([]);
});
