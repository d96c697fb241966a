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
const RIGHTS_EMPTIED = 'truncate operator_pool, pool_claim, api_key, zapier_key';
beforeEach(async () => {
  await database.pool.query(EMPTIED);
  await database.pool.query(RIGHTS_EMPTIED);
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

const POOL = 'ab'.repeat(28);
test.each([
  ['a pool that was given to him', `insert into operator_pool values ($1, decode('${POOL}', 'hex'), now())`],
  [
    'a pool that he claimed, whatever its registration says',
    `insert into pool_claim (user_id, pool_id, vrf_key_hash, claimed_at)
     values ($1, decode('${POOL}', 'hex'), sha256('key'), now())`,
  ],
  [
    'a key that is valid until later',
    `insert into api_key (key_hash, user_id, shown, created_at, revoked_at)
     values (sha256('key'), $1, 'ptk_', now(), to_timestamp(${ASKED_MS / 1000 + 60}))`,
  ],
  [
    'a key for Zapier',
    `insert into zapier_key (api_key, user_id, secret_hash, created_at) values (gen_random_uuid(), $1, sha256('key'), now())`,
  ],
])('who has %s: no payment gives him another password', async (_what, given) => {
  await aliceOfBoth();
  await database.pool.query(given, [ALICE]);
  const before = await passwordNow();
  await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS, purpose: passwordOf('t') }));
  await complete();
  await database.pool.query(RIGHTS_EMPTIED);
  await complete();
  expect(await passwordNow()).toBe(before);
  const asked = (await claimStates(database.pool, OURS)).find(({ purpose }) => purpose === 'password');
  expect(asked?.outcome).toBe('lost');
});

test('whose key was revoked is given another password by a payment', async () => {
  await aliceOfBoth();
  await database.pool.query(
    `insert into api_key (key_hash, user_id, shown, created_at, revoked_at)
     values (sha256('key'), $1, 'ptk_', now(), to_timestamp($2::float8 / 1000))`,
    [ALICE, ASKED_MS],
  );
  await purses.pay(OURS, await ask(database.pool, { user: ALICE, credential: OURS, purpose: passwordOf('m') }));
  await complete();
  expect(await passwordNow()).toBe('m');
});
