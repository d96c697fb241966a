import { type Block, type CertificateEffect, CREDENTIAL_TAG, credentialHash, preview } from '@pooltool/domain';
import { inTransaction, listen } from '@pooltool/shared-utils/pg';
import { claimNetwork, recordBlocks, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { userProfile } from '../../src/accounts/index.ts';
import { addOperatorPools, KEYS_CHANNEL, poolsOfUser, readKeyBook, saveKeys } from '../../src/keys/index.ts';
import { claimPool, giveUpClaim, poolsSpokenFor, speaksFor } from '../../src/operators/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { ASKED_MS, EMPTIED, user } from '../accounts/paying.ts';
import {
  credentialNumber,
  factsOfBlock,
  makeBlock,
  poolNumber,
  poolRegistration,
  retirement,
  tipOf,
} from '../chain/small-chain.ts';

const SELLER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const BUYER = '9b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a99';
const POOL = poolNumber(10);
/** Reward account and owner of what `poolRegistration(10)` registers, its other owner, and a stranger. */
const [SELLERS, PARTNERS, STRANGERS] = [credentialNumber(10), credentialNumber(11), credentialNumber(99)];
const KEY = '6f1d0c9e-4b1a-4c57-9a3e-2d5b8c7f1a10';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, preview);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query(`${EMPTIED}`);
  await database.pool.query('truncate pool_registration, pool_retirement, api_key, operator_pool');
  await user(database.pool, SELLER);
  await user(database.pool, BUYER);
});

/** That an address was proven, as a payment leaves it. */
const prove = (whose: string, { kind, hash } = SELLERS) =>
  database.pool.query(`insert into user_address values ($1, decode($2, 'hex'), $3, now())`, [
    CREDENTIAL_TAG[kind],
    hash,
    whose,
  ]);
const claim = (whose: string, pool = POOL) =>
  inTransaction(database.pool, (tx) => claimPool(tx, { user: whose, pool, nowMs: ASKED_MS }));
const poolsOf = (whose: string) => poolsSpokenFor(database.pool, whose);
const speaks = (whose: string) => speaksFor(database.pool, { user: whose, pool: POOL });

/** A chain of ten blocks an epoch; certificates by the height of their block. */
async function chain(
  to: number,
  certificates: Readonly<Record<number, readonly CertificateEffect[]>>,
): Promise<Block[]> {
  const blocks: Block[] = [];
  for (let height = 1; height <= to; height += 1) {
    const before = blocks.at(-1);
    blocks.push(
      makeBlock({
        height,
        branch: 0,
        parent: before === undefined ? null : tipOf(before),
        pool: 10,
        effects: certificates[height] ?? [],
      }),
    );
  }
  return blocks;
}
const forward = (blocks: readonly Block[]) =>
  inTransaction(database.pool, (tx) => recordBlocks(tx, blocks.map(factsOfBlock), { feed: 'chain', tellFrom: null }));
const backTo = (block: Block) =>
  inTransaction(database.pool, async (tx) => {
    await rollBackTo(tx, tipOf(block));
    await writeSyncPoint(tx, 'chain', tipOf(block));
  });
/** The same pool for somebody else: neither of its addresses stays. */
const sold: CertificateEffect = (() => {
  const effect = poolRegistration(10, 1n);
  if (effect.kind !== 'pool-registration') throw new Error('no registration');
  const { hash } = STRANGERS;
  return { ...effect, pool: { ...effect.pool, rewardAccount: STRANGERS, owners: [credentialHash(hash)] } };
})();

describe('who proved an address of a pool', () => {
  beforeEach(async () => forward(await chain(12, { 2: [poolRegistration(10, 1n)] })));

  test('speaks for it when he asks for it, and not before', async () => {
    await prove(SELLER);
    expect([await speaks(SELLER), await poolsOf(SELLER)]).toEqual([false, []]);
    const spoken = { pool: POOL, grounds: { kind: 'claimed', by: [SELLERS] } };
    expect(await claim(SELLER)).toEqual({ kind: 'speaks', spoken });
    expect(await claim(SELLER)).toEqual({ kind: 'speaks', spoken });
    expect([await speaks(SELLER), await poolsOf(SELLER)]).toEqual([true, [spoken]]);
    expect((await userProfile(database.pool, SELLER))?.pools).toEqual([POOL]);
  });

  test('may be any owner, and several people', async () => {
    await prove(SELLER);
    await prove(BUYER, PARTNERS);
    await claim(SELLER);
    await claim(BUYER);
    expect([await speaks(SELLER), await speaks(BUYER)]).toEqual([true, true]);
  });

  test('does not speak for it any more when he gives it up, or the address is taken from him', async () => {
    await prove(SELLER);
    await claim(SELLER);
    expect(await inTransaction(database.pool, (tx) => giveUpClaim(tx, { user: SELLER, pool: POOL }))).toBe(true);
    expect(await speaks(SELLER)).toBe(false);
    await claim(SELLER);
    await database.pool.query('delete from user_address');
    expect(await speaks(SELLER)).toBe(false);
  });

  test('stays who speaks for it after it retired', async () => {
    await prove(SELLER);
    await claim(SELLER);
    const blocks = await chain(35, { 2: [poolRegistration(10, 1n)], 13: [retirement(10, 2)] });
    await forward(blocks.slice(12));
    expect(await speaks(SELLER)).toBe(true);
  });
});

test('who proved nothing of a pool is told what he has to prove, and nothing is kept', async () => {
  await forward(await chain(3, { 2: [poolRegistration(10, 1n)] }));
  await prove(BUYER, STRANGERS);
  expect(await claim(BUYER)).toEqual({
    kind: 'nothing-proven',
    addresses: { rewardAccount: SELLERS, owners: [SELLERS, PARTNERS] },
  });
  expect(await claim(BUYER, poolNumber(77))).toEqual({ kind: 'no-such-pool' });
  expect((await database.pool.query('select from pool_claim')).rowCount).toBe(0);
});

test("a script's address of equal bytes is another address", async () => {
  await forward(await chain(3, { 2: [poolRegistration(10, 1n)] }));
  await prove(SELLER, { ...SELLERS, kind: 'script' });
  expect((await claim(SELLER)).kind).toBe('nothing-proven');
});

test("a sold pool is the buyer's from the epoch on in which his registration comes into force; undone, it is not", async () => {
  const blocks = await chain(25, { 2: [poolRegistration(10, 1n)], 14: [sold] });
  await forward(blocks.slice(0, 13));
  await prove(SELLER);
  await prove(BUYER, STRANGERS);
  await claim(SELLER);
  await inTransaction(database.pool, (tx) => saveKeys(tx, [{ key: KEY, user: SELLER, label: '' }], ASKED_MS));
  const verdict = async () => (await readKeyBook(database.pool, ASKED_MS)).judge(KEY, POOL).kind;

  await forward(blocks.slice(13, 19));
  expect([await speaks(SELLER), await verdict(), (await claim(BUYER)).kind]).toEqual([
    true,
    'allowed',
    'nothing-proven',
  ]);
  await forward(blocks.slice(19));
  expect([await speaks(SELLER), await verdict(), await poolsOfUser(database.pool, SELLER)]).toEqual([
    false,
    'other-pool',
    [],
  ]);
  expect([(await claim(BUYER)).kind, (await claim(SELLER)).kind]).toEqual(['speaks', 'nothing-proven']);

  const before = blocks[12];
  if (before === undefined) throw new Error('no block');
  await backTo(before);
  expect([await speaks(SELLER), await verdict(), await speaks(BUYER)]).toEqual([true, 'allowed', false]);
  await forward(blocks.slice(13));
  expect([await speaks(SELLER), await verdict(), await speaks(BUYER)]).toEqual([false, 'other-pool', true]);
});

test('a claim, and its end, are told to whoever shows users, and to whoever keeps keys', async () => {
  await forward(await chain(3, { 2: [poolRegistration(10, 1n)] }));
  await prove(SELLER);
  const told: string[] = [];
  const users = await listen(database.pool, 'pooltool_users', (payload) => void told.push(payload));
  const keys = await listen(database.pool, KEYS_CHANNEL, () => void told.push('keys'));
  await claim(SELLER);
  await expect.poll(() => told.toSorted()).toEqual([SELLER, 'keys']);
  await inTransaction(database.pool, (tx) => giveUpClaim(tx, { user: SELLER, pool: POOL }));
  await expect.poll(() => told.toSorted()).toEqual([SELLER, SELLER, 'keys', 'keys']);
  await users.close();
  await keys.close();
});

test('what was given stays whatever the registration says, and is told as given', async () => {
  await forward(await chain(3, { 2: [poolRegistration(10, 1n)] }));
  await inTransaction(database.pool, (tx) => addOperatorPools(tx, [{ user: SELLER, pool: POOL }], ASKED_MS));
  await prove(SELLER);
  expect(await claim(SELLER)).toEqual({ kind: 'speaks', spoken: { pool: POOL, grounds: { kind: 'given' } } });
  await database.pool.query('delete from pool_registration');
  expect([await speaks(SELLER), (await poolsOf(SELLER)).length]).toEqual([true, 1]);
});

test('an administrator speaks for any pool, and his keys for none', async () => {
  await database.pool.query(`update account_user set authority = 'administrator' where user_id = $1`, [BUYER]);
  await inTransaction(database.pool, (tx) => saveKeys(tx, [{ key: KEY, user: BUYER, label: '' }], ASKED_MS));
  expect(await speaks(BUYER)).toBe(true);
  expect((await readKeyBook(database.pool, ASKED_MS)).judge(KEY, POOL)).toEqual({ kind: 'other-pool', userHas: 0 });
});
