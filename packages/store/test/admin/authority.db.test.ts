import { inTransaction } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createUser } from '../../src/accounts/index.ts';
import type { Authority } from '../../src/accounts/users.ts';
import { administrationActs, authorityOf, setAuthority, usersWithAuthority } from '../../src/admin/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { HASH, user } from '../accounts/paying.ts';

const NOW = Date.UTC(2026, 0, 2);
const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const [ADA, BOB, EVE] = [id(1), id(2), id(3)];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query('truncate account_user, administration_act cascade');
  for (const one of [ADA, BOB, EVE]) await user(database.pool, one, NOW);
});

const set = (subject: string, authority: Authority, by: string | null = null, keepOne = true) =>
  inTransaction(database.pool, (tx) => setAuthority(tx, { subject, authority, user: by, nowMs: NOW, keepOne }), {
    attempts: 3,
  });
const prove = (whose: string, address: number) =>
  database.pool.query(
    `insert into user_address (credential, credential_kind, user_id, proven_at)
     values (decode(lpad($1::text, 56, '0'), 'hex'), 0, $2, now())`,
    [address, whose],
  );
const administrators = async () =>
  (await usersWithAuthority(database.pool))
    .filter(({ authority }) => authority === 'administrator')
    .map(({ user: one }) => one);
const acts = () => administrationActs(database.pool, { limit: 100 });
/** Codes of those that were refused. */
const codesOf = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.flatMap((one) => (one.status === 'rejected' ? [String(one.reason.code)] : []));

describe('authority', () => {
  test('is given by the command, then by who has it, and each act is kept', async () => {
    expect(await set(ADA, 'administrator')).toBe(true);
    expect(await set(BOB, 'groupadmin', ADA)).toBe(true);
    expect(await authorityOf(database.pool, BOB)).toBe('groupadmin');
    expect(await set(BOB, 'groupadmin', ADA)).toBe(false);
    expect((await acts()).map(({ user: by, subject, before, after }) => [by, subject, before, after])).toEqual([
      [ADA, BOB, { authority: 'user' }, { authority: 'groupadmin' }],
      [null, ADA, { authority: 'user' }, { authority: 'administrator' }],
    ]);
  });

  test('is not given by who has none, nor by a group administrator', async () => {
    await set(BOB, 'groupadmin');
    for (const by of [EVE, BOB, id(9)])
      await expect(set(EVE, 'administrator', by)).rejects.toMatchObject({ code: 'POOLTOOL_ADMINISTRATOR_NO_MORE' });
    expect(await authorityOf(database.pool, EVE)).toBe('user');
  });

  test('of the last administrator is not taken by himself, by whatever name', async () => {
    await set(ADA, 'administrator');
    for (const less of ['user', 'groupadmin'] as const)
      await expect(set(ADA, less, ADA)).rejects.toMatchObject({ code: 'POOLTOOL_LAST_ADMINISTRATOR' });
    await expect(set(ADA, 'user')).rejects.toMatchObject({ code: 'POOLTOOL_LAST_ADMINISTRATOR' });
    expect(await set(ADA, 'user', null, false)).toBe(true);
    expect(await administrators()).toEqual([]);
  });

  test('of the last who can sign in is not taken, though others have it who proved no address', async () => {
    await set(ADA, 'administrator');
    await set(BOB, 'administrator', ADA);
    await prove(ADA, 1);
    await expect(set(ADA, 'user', ADA)).rejects.toMatchObject({ code: 'POOLTOOL_LAST_ADMINISTRATOR' });
    expect(await set(BOB, 'user', ADA)).toBe(true);
    await set(BOB, 'administrator', ADA);
    await prove(BOB, 2);
    expect(await set(ADA, 'user', ADA)).toBe(true);
    expect(await administrators()).toEqual([BOB]);
  });

  test('of nobody is not given', async () => {
    await expect(set(id(9), 'administrator')).rejects.toMatchObject({ code: 'POOLTOOL_USER_UNKNOWN' });
  });

  test('that two take from each other at once is taken once, whichever came first', async () => {
    for (let round = 0; round < 10; round += 1) {
      await set(ADA, 'administrator');
      await set(BOB, 'administrator');
      const settled = await Promise.allSettled([set(ADA, 'user', BOB), set(BOB, 'user', ADA)]);
      expect(codesOf(settled)).toEqual(['POOLTOOL_ADMINISTRATOR_NO_MORE']);
      expect(await administrators()).toHaveLength(1);
    }
  });

  test('that all give up at once is kept by one', async () => {
    const all = [ADA, BOB, EVE];
    for (const one of all) await set(one, 'administrator');
    const settled = await Promise.allSettled(all.map((one) => set(one, 'user', one)));
    expect(codesOf(settled)).toEqual(['POOLTOOL_LAST_ADMINISTRATOR']);
    expect(await administrators()).toHaveLength(1);
  });

  test('that many give at once is given once, and is one act', async () => {
    await set(ADA, 'administrator');
    const given = await Promise.all(Array.from({ length: 8 }, () => set(BOB, 'administrator', ADA)));
    expect(given.filter((changed) => changed)).toHaveLength(1);
    expect(await acts()).toHaveLength(2);
  });

  test('keeps a user who proved no address, whom a new user would take away otherwise', async () => {
    await set(ADA, 'groupadmin');
    await inTransaction(database.pool, (tx) =>
      createUser(tx, { user: id(7), passwordHash: HASH, nowMs: NOW + 30 * 86_400_000 }),
    );
    expect([await authorityOf(database.pool, ADA), await authorityOf(database.pool, BOB)]).toEqual([
      'groupadmin',
      null,
    ]);
  });
});

test('an act is kept as it is, whoever has the database', async () => {
  await set(ADA, 'administrator');
  for (const statement of [
    `update administration_act set user_id = null, deed = 'x'`,
    'delete from administration_act',
  ])
    await expect(database.pool.query(statement)).rejects.toThrow(/kept as it is/);
  await database.pool.query('delete from account_user');
  expect(await acts()).toHaveLength(1);
});

test('acts are told of one administrator or about one subject, newest first', async () => {
  await set(ADA, 'administrator');
  await set(BOB, 'groupadmin', ADA);
  await set(EVE, 'groupadmin', ADA);
  const told = async (of: Parameters<typeof administrationActs>[1]) =>
    (await administrationActs(database.pool, of)).map(({ subject }) => subject);
  expect(await told({ limit: 2 })).toEqual([EVE, BOB]);
  expect(await told({ limit: 9, user: ADA })).toEqual([EVE, BOB]);
  expect(await told({ limit: 9, subject: BOB })).toEqual([BOB]);
});
