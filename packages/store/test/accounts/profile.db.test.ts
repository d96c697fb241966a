import { inTransaction } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  changeFavorites,
  changeSettings,
  MOST_FAVORITES,
  newSessionToken,
  openSession,
  replacePasswordHash,
  revokeSession,
  SESSION_LASTS_MS,
  sessionUser,
  userProfile,
} from '../../src/accounts/index.ts';
import { passwordOfUser } from '../../src/accounts/users.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { ASKED_MS, EMPTIED, HASH, user } from './paying.ts';

const ALICE = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const NOBODY = '9b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a99';
const TOKEN = newSessionToken(new Uint8Array(32).fill(3));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query(EMPTIED);
  await user(database.pool, ALICE);
});

const open = (token = TOKEN) =>
  inTransaction(database.pool, (tx) => openSession(tx, { token, user: ALICE, nowMs: ASKED_MS }));
const at = (nowMs: number, token = TOKEN) => sessionUser(database.pool, token, nowMs);
const set = (change: Parameters<typeof changeSettings>[2], of = ALICE) =>
  inTransaction(database.pool, (tx) => changeSettings(tx, of, change));
const like = (change: Parameters<typeof changeFavorites>[2]) =>
  inTransaction(database.pool, (tx) => changeFavorites(tx, ALICE, change));

test('a session speaks for its user, as long as it is used now and then', async () => {
  await open();
  expect(await at(ASKED_MS + SESSION_LASTS_MS - 1)).toBe(ALICE);
  expect(await at(ASKED_MS + SESSION_LASTS_MS + 1)).toBe(ALICE);
  expect(await at(ASKED_MS + 3 * SESSION_LASTS_MS)).toBeNull();
});

test('a revoked session speaks for nobody, whatever else is open', async () => {
  const other = newSessionToken(new Uint8Array(32).fill(4));
  await open();
  await open(other);
  await revokeSession(database.pool, TOKEN, ASKED_MS);
  expect([await at(ASKED_MS), await at(ASKED_MS, other)]).toEqual([null, ALICE]);
});

test('a text that is no token speaks for nobody, and of a token only its hash is kept', async () => {
  await open();
  for (const text of ['', 'pts_', TOKEN.toUpperCase(), `${TOKEN}x`, "' or true --"])
    expect(await at(ASKED_MS, text)).toBeNull();
  const { rows } = await database.pool.query<{ row: string }>('select session::text as row from session');
  expect(rows[0]?.row).not.toContain(TOKEN.slice(4));
});

test('dead sessions are taken away when new ones come', async () => {
  await open();
  const late = newSessionToken(new Uint8Array(32).fill(5));
  await inTransaction(database.pool, (tx) =>
    openSession(tx, { token: late, user: ALICE, nowMs: ASKED_MS + SESSION_LASTS_MS }),
  );
  const { rows } = await database.pool.query<{ n: bigint }>('select count(*) as n from session');
  expect(rows[0]?.n).toBe(1n);
});

test('settings are merged: what is absent or null stays, an empty name is taken away', async () => {
  await set({ currency: 'eur', addressNicknames: { ['aa'.repeat(28)]: 'cold', ['bb'.repeat(28)]: 'hot' } });
  await set({ locale: 'ja', currency: null, addressNicknames: { ['bb'.repeat(28)]: '' } });
  await set({});
  expect((await userProfile(database.pool, ALICE))?.settings).toEqual({
    currency: 'eur',
    locale: 'ja',
    addressNicknames: { ['aa'.repeat(28)]: 'cold' },
  });
});

test('more names or favourites than are kept are refused, and what was there stays', async () => {
  await like({ pools: { add: ['aa'] } });
  const many = Array.from({ length: MOST_FAVORITES + 1 }, (_, index) => String(index));
  await expect(like({ pools: { replaceBy: many } })).rejects.toMatchObject({ code: 'POOLTOOL_TOO_MANY_FAVORITES' });
  const names = Object.fromEntries(many.map((one) => [one.padStart(56, '0'), 'x']));
  await expect(set({ addressNicknames: names })).rejects.toMatchObject({ code: 'POOLTOOL_TOO_MANY_NICKNAMES' });
  expect(await userProfile(database.pool, ALICE)).toMatchObject({
    favoritePools: ['aa'],
    settings: { addressNicknames: {} },
  });
});

test('names are kept whole however they are written: what no database keeps is left out, and too much is refused as such', async () => {
  const [odd, blank] = ['aa'.repeat(28), 'bb'.repeat(28)];
  await set({ addressNicknames: { [odd]: 'co\u0000ld \ud800 \u{1f4b0}', [blank]: 'hot' } });
  await set({ addressNicknames: { [blank]: ' \u0000 ' } });
  const kept = { addressNicknames: { [odd]: 'cold \ufffd \u{1f4b0}' } };
  expect((await userProfile(database.pool, ALICE))?.settings).toEqual(kept);
  for (const letter of ['x', '"', '\u0001', '\u{1f4b0}']) {
    const names = Array.from({ length: 499 }, (_, index) => [`${index}`.padStart(56, '0'), letter.repeat(100)]);
    await expect(set({ addressNicknames: Object.fromEntries(names) }), letter).rejects.toMatchObject({
      code: 'POOLTOOL_TOO_MANY_NICKNAMES',
    });
  }
  expect((await userProfile(database.pool, ALICE))?.settings).toEqual(kept);
});

test('favourites come once, in their order; adding and removing at once loses none of what others changed', async () => {
  await like({ pools: { replaceBy: ['aa', 'bb', 'aa'] }, accounts: { add: ['cc'] } });
  await Promise.all([
    like({ pools: { add: ['dd'] } }),
    like({ pools: { remove: ['aa'] } }),
    like({ pools: { add: ['bb'] } }),
  ]);
  expect(await userProfile(database.pool, ALICE)).toMatchObject({
    favoritePools: ['bb', 'dd'],
    favoriteAccounts: ['cc'],
  });
});

test('nothing can be set for a user who is not there', async () => {
  await expect(set({ currency: 'eur' }, NOBODY)).rejects.toMatchObject({ code: 'POOLTOOL_USER_UNKNOWN' });
});

test('a better hash replaces the one it was made from, and no newer one', async () => {
  const better = HASH.replace('scrypt.15', 'scrypt.16');
  const replace = (becomes: string) => replacePasswordHash(database.pool, { user: ALICE, was: HASH, becomes });
  expect([await replace(better), await replace(HASH.replace('scrypt.15', 'scrypt.17'))]).toEqual([true, false]);
  expect((await passwordOfUser(database.pool, ALICE))?.passwordHash).toBe(better);
});
