import { epoch, lovelace } from '@pooltool/domain';
import { poolStakesOf } from '@pooltool/domain/rewards';
import { ada, keyCredential, scriptCredential, testPool, testPoolId, testSnapshot } from '@pooltool/domain/testing';
import { encodeBech32, fromHex } from '@pooltool/shared-utils/crypto';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { saveSnapshot } from '@pooltool/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf } from '../../../store/test/verifications/paying-chain.ts';
import { type AccountsStage, accountsStage, PASSWORD, PEOPLE, stakeAddress } from './accounts-stage.ts';

let stage: AccountsStage;
beforeAll(async () => {
  stage = await accountsStage();
});
afterAll(() => stage.close());

const personOf = (number: number) => {
  const credential = PEOPLE[number];
  if (credential === undefined) throw new RangeError(`there is no person ${number}`);
  return { credential, key: stakeAddress(credential) };
};
const post = (path: string, body: unknown, token?: string) => stage.ask('POST', path, { body, token });
const amountIn = (json: Readonly<Record<string, unknown>>) => ({
  amount: lovelace(BigInt(String(json['payment_amount']))),
});

test('who registers pays what he is told from the address, and it is his: the status polled, then the login', async () => {
  const { credential, key } = personOf(0);
  expect((await stage.ask('GET', `/auth/verify/${key}`)).status).toBe(404);
  const registered = await post('/auth/register', { stake_key: key, password: PASSWORD });
  expect([registered.status, registered.json['success']]).toEqual([200, true]);
  const login = { stake_key: key, password: PASSWORD };
  expect((await post('/auth/login', login)).status).toBe(401);
  const due = await post('/auth/verify', { ...login, user_id: registered.json['user_id'] });
  expect(due.json).toMatchObject({ status: 'pending', payment_address: expect.stringMatching(/^addr_test1/) });
  expect((await stage.ask('GET', `/auth/verify/${key}`)).json['status']).toBe('pending');
  await stage.purses.pay(credential, amountIn(due.json));
  expect((await stage.ask('GET', `/auth/verify/${key}`)).json['status']).toBe('verified');
  const again = await post('/auth/verify', { ...login, user_id: registered.json['user_id'] });
  expect(again.json).toEqual({ success: true, status: 'already_verified' });
  const signedIn = await post('/auth/login', login);
  expect(signedIn.json).toEqual({
    success: true,
    user_id: registered.json['user_id'],
    token: expect.stringMatching(/^pts_/),
  });
  expect(signedIn.headers['cache-control']).toBe('no-store');
  expect((await post('/auth/register', login)).status).toBe(409);
});

test('the address is found by what people paste: stake1…, addr1… and 56 hex characters, and nothing else', async () => {
  const { user, key } = await stage.member(1);
  const { credential } = personOf(1);
  const pasted = [
    key,
    key.toUpperCase(),
    ` ${key} `,
    credential.hash,
    encodeBech32('addr_test', fromHex(addressOf(credential))),
  ];
  for (const stake_key of pasted) {
    expect((await post('/auth/login', { stake_key, password: PASSWORD })).json['user_id'], stake_key).toBe(user);
  }
  const wrong = [
    'stake1u9ylzsgxaa6xctf4juup682ar3juj85n8tx3hthnljg47zctvm3rc',
    `${key}x`,
    'pool1',
    encodeBech32('addr_test', fromHex(`60${'ab'.repeat(28)}`)),
  ];
  for (const stake_key of wrong) {
    const { status, json } = await post('/auth/login', { stake_key, password: PASSWORD });
    expect([status, json['error']], stake_key).toEqual([
      400,
      expect.objectContaining({ code: 'POOLTOOL_ACCOUNT_INVALID' }),
    ]);
  }
});

test('an unknown address and a wrong password are answered in the same words', async () => {
  const { key } = await stage.member(2);
  const wrong = await post('/auth/login', { stake_key: key, password: 'wrong password' });
  const unknown = await post('/auth/login', { stake_key: 'ef'.repeat(28), password: 'wrong password' });
  expect([wrong.status, wrong.text]).toEqual([401, unknown.text]);
  expect(wrong.json).toMatchObject({ success: false, message: expect.any(String), detail: expect.any(String) });
});

describe('a second address of who is signed in', () => {
  test('is added to him by what the website sends, and he stays one user', async () => {
    const { user, token } = await stage.member(3);
    const { credential, key } = personOf(4);
    const registered = await post('/auth/register', { stake_key: key, password: 'typed anew' }, token);
    expect([registered.status, registered.json['user_id']]).toEqual([200, user]);
    const due = await post('/auth/verify', { stake_key: key, user_id: user, password: 'typed anew' }, token);
    await stage.purses.pay(credential, amountIn(due.json));
    expect((await stage.ask('GET', `/auth/verify/${key}`)).json['status']).toBe('verified');
    const { json } = await stage.ask('GET', `/api/user/${user}`, { token });
    expect(json['myAddresses']).toEqual({ [PEOPLE[3]?.hash ?? '']: {}, [credential.hash]: {} });
    expect((await post('/auth/login', { stake_key: key, password: PASSWORD })).json['user_id']).toBe(user);
  });

  test("is not taken from whom it belongs to, nor claimed in another's name or with a dead token", async () => {
    const mine = await stage.member(5);
    const other = await stage.member(6);
    const asked = { stake_key: other.key, user_id: mine.user, password: PASSWORD };
    expect((await post('/auth/register', asked, mine.token)).status).toBe(409);
    expect((await post('/auth/verify', asked, mine.token)).status).toBe(409);
    expect((await post('/auth/verify', { ...asked, user_id: other.user }, mine.token)).status).toBe(403);
    expect((await post('/auth/verify', { ...asked, password: 'a wrong one' })).status).toBe(401);
    await post('/auth/logout', undefined, mine.token);
    const { key } = personOf(11);
    expect((await post('/auth/register', { stake_key: key, password: PASSWORD }, mine.token)).status).toBe(401);
  });
});

test('another password holds when it is paid for, the old one and its sessions end', async () => {
  const { user, token, key } = await stage.member(7);
  expect((await stage.ask('GET', `/auth/check_reset/${key}`)).status).toBe(404);
  const due = await post('/auth/reset_password', { stake_key: key, new_password: 'battery staple' });
  expect([due.status, due.json['status']]).toEqual([200, 'pending']);
  expect((await stage.ask('GET', `/auth/check_reset/${key}`)).json['status']).toBe('pending');
  await stage.purses.pay(personOf(7).credential, amountIn(due.json));
  expect((await stage.ask('GET', `/auth/check_reset/${key}`)).json['status']).toBe('completed');
  expect((await post('/auth/login', { stake_key: key, password: PASSWORD })).status).toBe(401);
  expect((await post('/auth/login', { stake_key: key, password: 'battery staple' })).json['user_id']).toBe(user);
  expect((await stage.ask('GET', `/api/user/${user}`, { token })).status).toBe(401);
  const nobody = await post('/auth/reset_password', { stake_key: 'ef'.repeat(28), new_password: 'battery staple' });
  expect(nobody.status).toBe(404);
});

test("an old user's bcrypt hash verifies, and becomes a memory-hard one", async () => {
  const { user, key } = await stage.member(8);
  // Of 'U*U*U', from the test vectors of bcrypt's first implementation.
  const old = '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a';
  await stage.database.pool.query('update account_user set password_hash = $2 where user_id = $1', [user, old]);
  expect((await post('/auth/login', { stake_key: key, password: 'U*U' })).status).toBe(401);
  expect((await post('/auth/login', { stake_key: key, password: 'U*U*U' })).status).toBe(200);
  const { rows } = await stage.database.pool.query<{ password_hash: string }>(
    'select password_hash from account_user where user_id = $1',
    [user],
  );
  expect(rows[0]?.password_hash).toMatch(/^scrypt\./);
  expect((await post('/auth/login', { stake_key: key, password: 'U*U*U' })).status).toBe(200);
});

test('an old user who signs in several times at once, for the first time, is let in each time', async () => {
  const { user, key } = await stage.member(10);
  const old = '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a';
  await stage.database.pool.query('update account_user set password_hash = $2 where user_id = $1', [user, old]);
  const twice = Array.from({ length: 4 }, () => post('/auth/login', { stake_key: key, password: 'U*U*U' }));
  expect((await Promise.all(twice)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
});

test('settings and favourites are changed in part, and told as the website reads them', async () => {
  const { user, token } = await stage.member(9);
  const own = `/api/user/${user}`;
  const put = (body: unknown) => stage.ask('PUT', `${own}/settings`, { token, body });
  const pools = ['aa'.repeat(28), 'bb'.repeat(28)];
  await put({ settings: { currency: 'eur' }, favorites: [pools[0]] });
  await put({
    settings: { addressNicknames: { [PEOPLE[9]?.hash ?? '']: 'cold' } },
    favorite_addresses: ['cc'.repeat(28)],
  });
  expect((await put({ settings: null })).json).toEqual({ success: true });
  expect((await stage.ask('POST', `${own}/favorites`, { token, body: { pool_id: pools[1] } })).status).toBe(200);
  expect((await stage.ask('DELETE', `${own}/favorites/${pools[0]}`, { token })).status).toBe(200);
  expect((await stage.ask('GET', own, { token })).json).toEqual({
    user_id: user,
    authority: 'user',
    myAddresses: { [PEOPLE[9]?.hash ?? '']: { nickname: 'cold' } },
    myPools: {},
    myApiKeys: {},
    settings: { currency: 'eur', addressNicknames: { [PEOPLE[9]?.hash ?? '']: 'cold' } },
    favorites: [pools[1]],
    favoriteAddresses: ['cc'.repeat(28)],
    ownedTranslations: {},
  });
  expect((await put({ settings: { unheard: 1 } })).status).toBe(400);
  expect((await put({ settings: { addressNicknames: { ['aa'.repeat(28)]: 'x'.repeat(101) } } })).status).toBe(400);
});

test('what an account delegates is told from the newest snapshot, and of one that is not in it as the old backend told it', async () => {
  const unknown = { stake_key: 'ef'.repeat(28) };
  expect((await post('/auth/queryaddress', unknown)).json).toEqual({ success: false });
  const delegator = keyCredential(10);
  const script = scriptCredential(11);
  for (const [active, stake] of [
    [220, ada(5)],
    [221, ada(7)],
  ] as const) {
    const snapshot = testSnapshot(
      [testPool(1)],
      [
        [delegator, 0, stake],
        [script, 0, ada(3)],
      ],
    );
    const saved = { activeEpoch: epoch(active), snapshot, ...poolStakesOf(snapshot), sha256: '00'.repeat(32) };
    await inTransaction(stage.database.pool, (tx) => saveSnapshot(tx, saved));
  }
  expect((await post('/auth/queryaddress', { stake_key: delegator.hash })).json).toEqual({
    success: true,
    epoch: 221,
    amount: 7_000_000,
    delegatedTo: testPoolId(1),
    delegatedToTicker: '',
  });
  expect((await post('/v1/queryaddress', { stake_key: script.hash.toUpperCase() })).json).toMatchObject({
    success: true,
    amount: 3_000_000,
  });
  expect((await post('/auth/queryaddress', unknown)).json).toEqual({ success: false });
});
