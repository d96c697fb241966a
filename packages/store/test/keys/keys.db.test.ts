import { poolId } from '@pooltool/domain';
import { inTransaction, listen } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  addOperatorPools,
  KEYS_CHANNEL,
  keyHash,
  keyName,
  listKeys,
  newApiKey,
  poolsOfUser,
  readKeyBook,
  removeOperatorPools,
  revokeKey,
  saveKeys,
} from '../../src/keys/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';

const USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const POOL = poolId('aa'.repeat(28));
const OTHER = poolId('bb'.repeat(28));
const LEGACY = '6f1d0c9e-4b1a-4c57-9a3e-2d5b8c7f1a10';
const NOW = Date.UTC(2026, 0, 2);
/** After whatever was revoked. */
const LATER = Date.UTC(2100, 0, 1);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate api_key, operator_pool'));

const save = (key: string, user = USER) =>
  inTransaction(database.pool, (tx) => saveKeys(tx, [{ key, user, label: 'relays' }], NOW));
const give = (...pools: (typeof POOL)[]) =>
  inTransaction(database.pool, (tx) =>
    addOperatorPools(
      tx,
      pools.map((pool) => ({ user: USER, pool })),
      NOW,
    ),
  );

test('a key speaks for the pools of its user, and for no other', async () => {
  const key = newApiKey(new Uint8Array(20).fill(7));
  await save(key);
  await give(POOL);
  const book = await readKeyBook(database.pool, NOW);
  expect(book.keys).toBe(1);
  expect(book.judge(key, POOL)).toEqual({ kind: 'allowed', pool: POOL, keyHash: keyHash(key) });
  expect(book.judge(key, OTHER)).toEqual({ kind: 'other-pool', userHas: 1 });
  expect(book.judge(`${key}x`, POOL)).toEqual({ kind: 'unknown' });
});

test('whoever speaks for one pool need not name it; of several he must', async () => {
  await save(LEGACY);
  expect((await readKeyBook(database.pool, NOW)).judge(LEGACY, null)).toEqual({ kind: 'other-pool', userHas: 0 });
  await give(POOL);
  expect((await readKeyBook(database.pool, NOW)).judge(LEGACY, null)).toMatchObject({ kind: 'allowed', pool: POOL });
  await give(OTHER);
  expect((await readKeyBook(database.pool, NOW)).judge(LEGACY, null)).toEqual({ kind: 'other-pool', userHas: 2 });
});

test('the database holds a hash of the key and its first characters, never the key', async () => {
  const key = newApiKey(new Uint8Array(20).fill(9));
  await save(key);
  const { rows } = await database.pool.query<{ row: string }>('select row_to_json(api_key)::text as row from api_key');
  expect(rows[0]?.row).toContain(keyHash(key));
  expect(rows[0]?.row).not.toContain(key.slice(4));
  expect(await listKeys(database.pool, USER)).toEqual([
    {
      name: keyName(key),
      user: USER,
      label: 'relays',
      shown: key.slice(0, 8),
      legacy: false,
      createdAt: new Date(NOW),
      revokedAt: null,
    },
  ]);
  expect(await listKeys(database.pool, '11111111-8a8f-4a1c-9e55-0d2b9c0f1a11')).toEqual([]);
});

test('a key of the old backend is the same with hyphens and without, in either case, with blanks around it', async () => {
  await save(LEGACY);
  await give(POOL);
  const book = await readKeyBook(database.pool, NOW);
  for (const written of [LEGACY, LEGACY.toUpperCase(), LEGACY.replaceAll('-', ''), ` ${LEGACY}\r\n`])
    expect(book.judge(written, POOL)).toMatchObject({ kind: 'allowed' });
  expect((await listKeys(database.pool, null)).map(({ legacy }) => legacy)).toEqual([true]);
});

test('a revoked key is told from an unknown one, stays revoked, and is not made valid by importing it again', async () => {
  await save(LEGACY);
  await give(POOL);
  const revoke = (nowMs: number) => inTransaction(database.pool, (tx) => revokeKey(tx, keyName(LEGACY), nowMs));
  expect(await revoke(NOW + 1_000)).toMatchObject({ name: keyName(LEGACY), revokedAt: new Date(NOW + 1_000) });
  expect(await revoke(NOW + 2_000)).toMatchObject({ revokedAt: new Date(NOW + 1_000) });
  expect(await save(LEGACY)).toBe(0);
  expect((await readKeyBook(database.pool, LATER)).judge(LEGACY, POOL)).toEqual({ kind: 'revoked' });
  expect(await inTransaction(database.pool, (tx) => revokeKey(tx, 'f'.repeat(16), NOW))).toBeNull();
});

test('pools are given once and taken away', async () => {
  expect(await give(POOL, OTHER)).toBe(2);
  expect(await give(POOL)).toBe(0);
  expect(await poolsOfUser(database.pool, USER)).toEqual([POOL, OTHER]);
  const take = () => inTransaction(database.pool, (tx) => removeOperatorPools(tx, [{ user: USER, pool: POOL }]));
  expect([await take(), await take()]).toEqual([1, 0]);
  expect(await poolsOfUser(database.pool, USER)).toEqual([OTHER]);
});

test('whoever keeps the book in memory is told of every change, also of one made by hand', async () => {
  let told = Promise.withResolvers<void>();
  const listening = await listen(database.pool, KEYS_CHANNEL, () => told.resolve());
  try {
    for (const change of [
      () => save(LEGACY),
      () => give(POOL),
      () => database.pool.query('update api_key set revoked_at = now()'),
      () => database.pool.query('delete from operator_pool'),
    ]) {
      told = Promise.withResolvers();
      await change();
      await told.promise;
    }
  } finally {
    await listening.close();
  }
  expect((await readKeyBook(database.pool, LATER)).judge(LEGACY, POOL)).toEqual({ kind: 'revoked' });
});

test('a key too long to be one is not even hashed, and a short source of randomness is refused', async () => {
  expect((await readKeyBook(database.pool, NOW)).judge('x'.repeat(100_000), POOL)).toEqual({ kind: 'unknown' });
  expect(() => newApiKey(new Uint8Array(8))).toThrow(RangeError);
});
