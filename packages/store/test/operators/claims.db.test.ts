import { type Block, type CertificateEffect, CREDENTIAL_TAG, preview } from '@pooltool/domain';
import { inTransaction, listen } from '@pooltool/shared-utils/pg';
import { claimNetwork, recordBlocks, rollBackTo, writeSyncPoint } from '@pooltool/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { userProfile } from '../../src/accounts/index.ts';
import { addOperatorPools, KEYS_CHANNEL, poolsOfUser, readKeyBook, saveKeys } from '../../src/keys/index.ts';
import { challengeFor, claimPool, giveUpClaim, poolsSpokenFor, speaksFor } from '../../src/operators/index.ts';
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
import { DOMAIN, type PoolKey, poolKey } from './pool-key.ts';

const SELLER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const BUYER = '9b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a99';
const POOL = poolNumber(10);
const [SELLERS, BUYERS] = [poolKey(1), poolKey(2)];
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

/** That the reward account, which is an owner, was proven, as a payment leaves it: also a stranger's payment. */
const prove = (whose: string) => {
  const { kind, hash } = credentialNumber(10);
  return database.pool.query(`insert into user_address values ($1, decode($2, 'hex'), $3, now())`, [
    CREDENTIAL_TAG[kind],
    hash,
    whose,
  ]);
};
let nonces = 0;
/** Asks for a challenge and answers it; without a key he only asks for the pool. */
const claim = (whose: string, key?: PoolKey, pool = POOL) =>
  inTransaction(database.pool, async (tx) => {
    nonces += 1;
    const nonce = new Uint8Array(64).fill(nonces);
    if (key !== undefined) await challengeFor(tx, { user: whose, pool, nonce, nowMs: ASKED_MS });
    const proof = key === undefined ? null : { vrfKey: key.vrfKey, signature: key.sign(nonce) };
    return claimPool(tx, { user: whose, pool, proof, domain: DOMAIN, nowMs: ASKED_MS });
  });
const unproven = (lack: string, { vrfKeyHash } = SELLERS) => ({ kind: 'unproven', lack, vrfKeyHash });
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
/** Addresses stay what they were: they give nothing and take nothing. */
function registeredWith({ vrfKeyHash }: PoolKey): CertificateEffect {
  const effect = poolRegistration(10, 1n);
  if (effect.kind !== 'pool-registration') throw new Error('no registration');
  return { ...effect, pool: { ...effect.pool, vrfKeyHash } };
}
const REGISTERED = registeredWith(SELLERS);

describe('who has the VRF key of a pool', () => {
  beforeEach(async () => forward(await chain(12, { 2: [REGISTERED] })));

  test('speaks for it when he asks for it, and not before', async () => {
    expect([await speaks(SELLER), await poolsOf(SELLER)]).toEqual([false, []]);
    const spoken = { pool: POOL, grounds: { kind: 'claimed', vrfKeyHash: SELLERS.vrfKeyHash } };
    expect(await claim(SELLER, SELLERS)).toEqual({ kind: 'speaks', spoken });
    expect(await claim(SELLER)).toEqual({ kind: 'speaks', spoken });
    expect([await speaks(SELLER), await poolsOf(SELLER)]).toEqual([true, [spoken]]);
    expect((await userProfile(database.pool, SELLER))?.pools).toEqual([POOL]);
  });

  test('may be several people', async () => {
    await claim(SELLER, SELLERS);
    await claim(BUYER, SELLERS);
    expect([await speaks(SELLER), await speaks(BUYER)]).toEqual([true, true]);
  });

  test('does not speak for it any more when he gives it up', async () => {
    await claim(SELLER, SELLERS);
    expect(await inTransaction(database.pool, (tx) => giveUpClaim(tx, { user: SELLER, pool: POOL }))).toBe(true);
    expect(await speaks(SELLER)).toBe(false);
    expect(await claim(SELLER)).toEqual(unproven('no-proof'));
  });

  test('stays who speaks for it after it retired', async () => {
    await claim(SELLER, SELLERS);
    const blocks = await chain(35, { 2: [REGISTERED], 13: [retirement(10, 2)] });
    await forward(blocks.slice(12));
    expect(await speaks(SELLER)).toBe(true);
  });
});

test('a stranger who paid from an address with the stake part of its owner gets nothing of a pool', async () => {
  await forward(await chain(3, { 2: [REGISTERED] }));
  await prove(BUYER);
  expect([await claim(BUYER), await claim(BUYER, BUYERS)]).toEqual([unproven('no-proof'), unproven('other-key')]);
  expect(await claim(BUYER, BUYERS, poolNumber(77))).toEqual({ kind: 'no-such-pool' });
  expect([await speaks(BUYER), (await database.pool.query('select from pool_claim')).rowCount]).toEqual([false, 0]);
});

test('of a pool whose registration is known from a snapshot without keys nobody can show anything', async () => {
  await database.pool.query(`insert into snapshot_epoch select 1, 0, 0, 0, decode(repeat('00', 32), 'hex')`);
  await database.pool.query(
    `insert into pool_snapshot (active_epoch, pool_id, pledge, cost, margin_numerator, margin_denominator, reward_kind,
       reward_credential, owners, stake, owner_stake, delegators)
     select 1, decode($1, 'hex'), 0, 0, 0, 1, 0, decode(repeat('00', 28), 'hex'), '{}', 1, 1, 1`,
    [POOL],
  );
  expect(await claim(SELLER, SELLERS)).toEqual({ kind: 'unproven', lack: 'key-unknown', vrfKeyHash: null });
  await database.pool.query('truncate snapshot_epoch cascade');
});

test("a sold pool is the buyer's from the epoch on in which his registration comes into force; undone, it is not", async () => {
  const blocks = await chain(25, { 2: [REGISTERED], 14: [registeredWith(BUYERS)] });
  await forward(blocks.slice(0, 13));
  await claim(SELLER, SELLERS);
  await inTransaction(database.pool, (tx) => saveKeys(tx, [{ key: KEY, user: SELLER, label: '' }], ASKED_MS));
  const verdict = async () => (await readKeyBook(database.pool, ASKED_MS)).judge(KEY, POOL).kind;

  await forward(blocks.slice(13, 19));
  expect([await speaks(SELLER), await verdict(), await claim(BUYER, BUYERS)]).toEqual([
    true,
    'allowed',
    unproven('other-key'),
  ]);
  await forward(blocks.slice(19));
  expect([await speaks(SELLER), await verdict(), await poolsOfUser(database.pool, SELLER)]).toEqual([
    false,
    'other-pool',
    [],
  ]);
  expect((await claim(BUYER, BUYERS)).kind).toBe('speaks');
  expect(await claim(SELLER, SELLERS)).toEqual(unproven('other-key', BUYERS));

  const before = blocks[12];
  if (before === undefined) throw new Error('no block');
  await backTo(before);
  expect([await speaks(SELLER), await verdict(), await speaks(BUYER)]).toEqual([true, 'allowed', false]);
  await forward(blocks.slice(13));
  expect([await speaks(SELLER), await verdict(), await speaks(BUYER)]).toEqual([false, 'other-pool', true]);
});

test('who changed the VRF key signs with the new one, and whichever of them is in force counts', async () => {
  const blocks = await chain(25, { 2: [REGISTERED], 14: [registeredWith(BUYERS)] });
  await forward(blocks.slice(0, 13));
  await claim(SELLER, SELLERS);
  await forward(blocks.slice(13));
  expect(await speaks(SELLER)).toBe(false);
  await claim(SELLER, BUYERS);
  expect(await poolsOf(SELLER)).toEqual([{ pool: POOL, grounds: { kind: 'claimed', vrfKeyHash: BUYERS.vrfKeyHash } }]);
  const before = blocks[12];
  if (before === undefined) throw new Error('no block');
  await backTo(before);
  expect(await poolsOf(SELLER)).toEqual([{ pool: POOL, grounds: { kind: 'claimed', vrfKeyHash: SELLERS.vrfKeyHash } }]);
});

test('a claim, and its end, are told to whoever shows users, and to whoever keeps keys', async () => {
  await forward(await chain(3, { 2: [REGISTERED] }));
  const told: string[] = [];
  const users = await listen(database.pool, 'pooltool_users', (payload) => void told.push(payload));
  const keys = await listen(database.pool, KEYS_CHANNEL, () => void told.push('keys'));
  await claim(SELLER, SELLERS);
  await expect.poll(() => told.toSorted()).toEqual([SELLER, 'keys']);
  await inTransaction(database.pool, (tx) => giveUpClaim(tx, { user: SELLER, pool: POOL }));
  await expect.poll(() => told.toSorted()).toEqual([SELLER, SELLER, 'keys', 'keys']);
  await users.close();
  await keys.close();
});

test('what was given stays whatever the registration says, and is told as given', async () => {
  await forward(await chain(3, { 2: [REGISTERED] }));
  await inTransaction(database.pool, (tx) => addOperatorPools(tx, [{ user: SELLER, pool: POOL }], ASKED_MS));
  expect(await claim(SELLER, SELLERS)).toEqual({ kind: 'speaks', spoken: { pool: POOL, grounds: { kind: 'given' } } });
  await database.pool.query('delete from pool_registration');
  expect([await speaks(SELLER), (await poolsOf(SELLER)).length]).toEqual([true, 1]);
});

test('an administrator speaks for any pool, and his keys for none', async () => {
  await database.pool.query(`update account_user set authority = 'administrator' where user_id = $1`, [BUYER]);
  await inTransaction(database.pool, (tx) => saveKeys(tx, [{ key: KEY, user: BUYER, label: '' }], ASKED_MS));
  expect(await speaks(BUYER)).toBe(true);
  expect((await readKeyBook(database.pool, ASKED_MS)).judge(KEY, POOL)).toEqual({ kind: 'other-pool', userHas: 0 });
});
