import type { StakeCredential } from '@pooltool/domain';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { claimStates, completeClaims, ownerOf } from '../../src/accounts/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { credentialNumber } from '../chain/small-chain.ts';
import { ASKED_MS, ask, EMPTIED, HASH, openPurses, type Purses, user } from './paying.ts';

const ALICE = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const OURS = credentialNumber(0xa1);
const OTHER = credentialNumber(0xb2);

let database: TestDatabase;
let purses: Purses;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query(EMPTIED);
  purses = await openPurses(database.pool, [OURS, OTHER]);
});

const complete = (credential: StakeCredential = OURS) =>
  inTransaction(database.pool, (tx) => completeClaims(tx, credential, ASKED_MS));
const owner = async (credential: StakeCredential = OURS) => (await ownerOf(database.pool, credential))?.user ?? null;
const passwordOf = (letter: string) => ({ kind: 'password', passwordHash: `${HASH.slice(0, -1)}${letter}` }) as const;
const passwordNow = async (credential: StakeCredential = OURS) =>
  (await ownerOf(database.pool, credential))?.passwordHash.at(-1);
/** ALICE with both addresses. */
async function aliceOfBoth(): Promise<void> {
  await user(database.pool, ALICE);
  for (const credential of [OURS, OTHER]) {
    await purses.pay(credential, await ask(database.pool, { user: ALICE, credential }));
    await complete(credential);
  }
}

test("an address that somebody set out to prove who knew the old password does not become the user's after the new one", async () => {
  await user(database.pool, ALICE);
  await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS }));
  await complete();
  const thiefs = await ask(database.pool, { user: ALICE, credential: OTHER });
  await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS, purpose: passwordOf('m') }));
  await complete();
  await purses.pay(OTHER, thiefs);
  await complete(OTHER);
  expect([await passwordNow(), await owner(OTHER)]).toEqual(['m', null]);
  await purses.pay(OTHER, await ask(database.pool, { user: ALICE, credential: OTHER }));
  await complete(OTHER);
  expect(await owner(OTHER)).toBe(ALICE);
});

test('of passwords paid for by two addresses the later one stays, whichever is asked about first', async () => {
  await aliceOfBoth();
  await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS, purpose: passwordOf('1') }));
  await purses.pay(OTHER, await ask(database.pool, { user: ALICE, credential: OTHER, purpose: passwordOf('2') }));
  await complete(OTHER);
  expect(await passwordNow()).toBe('2');
  await complete(OURS);
  expect(await passwordNow()).toBe('2');
  const asked = (await claimStates(database.pool, OURS)).find(({ purpose }) => purpose === 'password');
  expect(asked?.outcome).toBe('lost');
});

test.each(['groupadmin', 'administrator'])(
  '%s: no payment gives him another password, also not when he is none any more',
  async (authority) => {
    await aliceOfBoth();
    const set = (to: string) => database.pool.query('update account_user set authority = $1', [to]);
    await set(authority);
    const before = await passwordNow();
    await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS, purpose: passwordOf('t') }));
    await complete();
    await set('user');
    await complete();
    expect(await passwordNow()).toBe(before);
    await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS, purpose: passwordOf('m') }));
    await complete();
    expect(await passwordNow()).toBe('m');
  },
);
