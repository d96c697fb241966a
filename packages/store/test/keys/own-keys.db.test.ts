import { inTransaction } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createKey,
  isValidKey,
  keyName,
  listKeys,
  MOST_KEYS,
  newApiKey,
  readKeyBook,
  revokeKey,
  rotateKey,
  saveKeys,
} from '../../src/keys/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { ASKED_MS, EMPTIED, user } from '../accounts/paying.ts';

const ALICE = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const BOB = '9b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a99';
const NOW: number = ASKED_MS;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query(EMPTIED);
  await database.pool.query('truncate api_key');
  await user(database.pool, ALICE);
  await user(database.pool, BOB);
});

let drawn = 0;
const another = (): string => {
  drawn += 1;
  return newApiKey(
    new Uint8Array(20)
      .fill(7)
      .with(0, drawn & 255)
      .with(1, drawn >> 8),
  );
};
const create = (key: string, whose = ALICE, nowMs: number = NOW) =>
  inTransaction(database.pool, (tx) => createKey(tx, { user: whose, key, label: 'relays', nowMs }));
const rotate = (name: string, oldEndsMs: number | null = null, whose = ALICE) =>
  inTransaction(database.pool, (tx) => rotateKey(tx, { user: whose, name, key: another(), oldEndsMs, nowMs: NOW }));
const revoke = (name: string, whose = ALICE, atMs = NOW) =>
  inTransaction(database.pool, (tx) => revokeKey(tx, name, atMs, whose));
const verdictAt = async (key: string, nowMs: number) => (await readKeyBook(database.pool, nowMs)).judge(key, null).kind;

test('a rotated key stays valid beside the new one, until it is revoked', async () => {
  const key = another();
  const { name } = await create(key);
  const { made, old } = await rotate(name);
  expect([made.label, old.name, made.name === old.name]).toEqual(['relays', name, false]);
  expect(await verdictAt(key, NOW)).toBe('other-pool');
  await revoke(name);
  expect(await verdictAt(key, NOW)).toBe('revoked');
});

test('a rotated key ends when it was said to, and no sooner; its end is never put off', async () => {
  const key = another();
  const { name } = await create(key);
  await rotate(name, NOW + 10_000);
  await revoke(name, ALICE, NOW + 60_000);
  expect([await verdictAt(key, NOW + 9_999), await verdictAt(key, NOW + 10_000)]).toEqual(['other-pool', 'revoked']);
  await revoke(name, ALICE, NOW + 5_000);
  expect(await verdictAt(key, NOW + 5_000)).toBe('revoked');
});

test("nobody rotates or revokes another's key, one that is revoked, or one that is none", async () => {
  const { name } = await create(another());
  await expect(rotate(name, null, BOB)).rejects.toMatchObject({ code: 'POOLTOOL_KEY_UNKNOWN' });
  expect(await revoke(name, BOB)).toBeNull();
  expect((await listKeys(database.pool, ALICE)).every((one) => isValidKey(one, NOW))).toBe(true);
  await revoke(name);
  await expect(rotate(name)).rejects.toMatchObject({ code: 'POOLTOOL_KEY_UNKNOWN' });
  await expect(rotate('f'.repeat(16))).rejects.toMatchObject({ code: 'POOLTOOL_KEY_UNKNOWN' });
});

test('a user has at most twenty valid keys, also when he asks for them at once', async () => {
  const asked = await Promise.allSettled(Array.from({ length: MOST_KEYS + 5 }, () => create(another())));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST_KEYS);
  const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['POOLTOOL_TOO_MANY_API_KEYS']));
  const [first] = await listKeys(database.pool, ALICE);
  await revoke(first?.name ?? '');
  expect((await create(another())).user).toBe(ALICE);
  expect((await create(another(), BOB)).user).toBe(BOB);
});

test('of keys that were revoked the last fifty are remembered, and nothing valid is forgotten', async () => {
  const kept = await create(another());
  for (let times = 0; times < 55; times += 1) {
    const { name } = await create(another(), ALICE, NOW + times);
    await revoke(name, ALICE, NOW + times);
  }
  await create(another(), ALICE, NOW + 60);
  const keys = await listKeys(database.pool, ALICE);
  expect([keys.length, keys.some(({ name }) => name === kept.name)]).toEqual([52, true]);
});

test('a key of the old backend that was revoked is never forgotten: taking the old keys over again does not bring it back', async () => {
  const old = { key: '6f1d0c9e-4b1a-4c57-9a3e-2d5b8c7f1a10', user: ALICE, label: 'imported' };
  const takeOver = () => inTransaction(database.pool, (tx) => saveKeys(tx, [old], NOW));
  await takeOver();
  await revoke(keyName(old.key), ALICE, NOW);
  for (let times = 1; times <= 55; times += 1) {
    const { name } = await create(another(), ALICE, NOW + times);
    await revoke(name, ALICE, NOW + times);
  }
  expect([await takeOver(), await verdictAt(old.key, NOW + 60)]).toEqual([0, 'revoked']);
});
