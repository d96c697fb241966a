import { randomBytes, randomUUID } from 'node:crypto';
import { lovelace, stakeCredential } from '@pooltool/domain';
import { encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { KEY_BYTES, newApiKey, saveKeys } from '@pooltool/store/keys';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountRoutes } from '../../src/accounts/account-routes.ts';
import { PASSWORD, PEOPLE, stakeAddress } from '../accounts/accounts-stage.ts';
import { type AdminStage, adminStage, POOL } from './admin-stage.ts';

let stage: AdminStage;
beforeAll(async () => {
  stage = await adminStage();
});
afterAll(() => stage.close());

const SCRIPT = stakeCredential('script', 'ab'.repeat(28));
const SCRIPT_ADDRESS = encodeStakeAddress(SCRIPT, 'testnet');

type Method = Parameters<AdminStage['ask']>[0];

/** As the administrator; an answer of 200 is what its schema says. */
async function asked(operationId: string, method: Method, path: string, body?: unknown) {
  const answer = await stage.ask(method, path, {
    token: stage.admin.token,
    ...(body === undefined ? {} : { body }),
  });
  const route = accountRoutes(stage.parts).find((one) => one.operationId === operationId);
  if (answer.status === 200)
    expect([...Value.Errors(route?.answer.schema ?? {}, answer.json)], operationId).toEqual([]);
  return answer;
}
const userOf = (uid: string) => asked('userForAdministrators', 'GET', `/api/admin/user/${uid}`);
const verify = (uid: string, key: string) =>
  asked('takeAddressAsProven', 'POST', `/api/admin/user/${uid}/verify/${key}`);
const drop = (uid: string, key: string) => asked('dropAddress', 'DELETE', `/api/admin/user/${uid}/address/${key}`);
const signIn = (key: string, password = PASSWORD) =>
  stage.ask('POST', '/auth/login', { body: { stake_key: key, password } });
const register = async (person: number) => {
  const key = stakeAddress(PEOPLE[person] ?? SCRIPT);
  const { json } = await stage.ask('POST', '/auth/register', { body: { stake_key: key, password: PASSWORD } });
  const due = await stage.ask('POST', '/auth/verify', {
    body: { stake_key: key, user_id: json['user_id'], password: PASSWORD },
  });
  return { user: String(json['user_id']), key, hash: PEOPLE[person]?.hash ?? '', due: due.json };
};

describe('a user on the administrator’s page', () => {
  test('is all that is kept of him but password, keys and tokens', async () => {
    const { user, key } = stage.somebody;
    const made = newApiKey(randomBytes(KEY_BYTES));
    await inTransaction(stage.database.pool, async (tx) => {
      await saveKeys(tx, [{ key: made, user, label: 'relays' }], stage.clock.now());
      await tx.query(`insert into operator_pool values ($1, decode($2, 'hex'), now())`, [user, POOL]);
    });
    const { status, json, text } = await userOf(user);
    expect([status, json]).toEqual([
      200,
      {
        user_id: user,
        created_at: stage.clock.now(),
        authority: 'user',
        addresses: [{ stake_key: PEOPLE[2]?.hash, verified: true, verified_at: stage.clock.now() }],
        verifications: [
          {
            stake_key: PEOPLE[2]?.hash,
            status: 'verified',
            payment_amount: expect.any(Number),
            payment_address: expect.stringMatching(/^addr_test1/),
            created_at: stage.clock.now(),
          },
        ],
        password_resets: [],
        pools: [POOL],
        api_keys: [expect.stringMatching(/^[0-9a-f]{16}$/)],
      },
    ]);
    expect(text).not.toMatch(/scrypt|pts_|ptk_/);
    for (const form of [key, PEOPLE[2]?.hash ?? '']) {
      const found = await asked('lookUpUser', 'GET', `/api/admin/user/lookup?stake_key=${form}`);
      expect(found.json).toEqual(json);
    }
    // Until its end the old key is one that may speak.
    const [name] = Object(json['api_keys']);
    const body = { oldEndsAt: new Date(stage.clock.now() + 60_000).toISOString() };
    await stage.ask('POST', `/v1/operator/keys/${name}/rotate`, { token: stage.somebody.token, body });
    const rotated = await userOf(user);
    expect(rotated.json['api_keys']).toEqual(expect.arrayContaining([name]));
    expect(rotated.json['api_keys']).toHaveLength(2);
  });

  test('is not there for an id or an address of nobody’s, and the page reads why', async () => {
    const unknown = await userOf(randomUUID());
    expect([unknown.status, unknown.json['detail']]).toEqual([404, 'there is no such user']);
    const nobody = await asked('lookUpUser', 'GET', `/api/admin/user/lookup?stake_key=${'ef'.repeat(28)}`);
    expect([nobody.status, nobody.json['detail']]).toEqual([404, 'nobody has proven this address']);
    const nonsense = await asked('lookUpUser', 'GET', '/api/admin/user/lookup?stake_key=stake1');
    expect([nonsense.status, typeof nonsense.json['detail']]).toEqual([400, 'string']);
  });

  test('shows what he waits for as not proven, with a date that is a number', async () => {
    const waiting = await register(3);
    const { json } = await userOf(waiting.user);
    expect(json).toMatchObject({
      addresses: [{ stake_key: waiting.hash, verified: false, verified_at: 0 }],
      verifications: [{ status: 'pending', payment_amount: waiting.due['payment_amount'] }],
    });
  });
});

describe('an address that an administrator takes for proven', () => {
  test('is the user’s, who signs in by it, and is waited for no more', async () => {
    const waiting = await register(4);
    expect(await signIn(waiting.key)).toMatchObject({ status: 401 });
    expect(await verify(waiting.user, waiting.hash)).toMatchObject({ status: 200 });
    expect(await signIn(waiting.key)).toMatchObject({ status: 200 });
    expect((await userOf(waiting.user)).json).toMatchObject({ verifications: [{ status: 'verified' }] });
    expect(await stage.acts()).toEqual([
      {
        user: stage.admin.user,
        deed: 'address-taken',
        subject: waiting.user,
        before: null,
        after: { address: `key:${waiting.hash}` },
      },
    ]);
    const acts = await stage.acts(100);
    expect(await verify(waiting.user, waiting.hash)).toMatchObject({ status: 200 });
    expect(await stage.acts(100)).toEqual(acts);
  });

  test('is never another user’s, not even of one who paid and whom nobody asked since', async () => {
    const taken = await verify(stage.groupAdmin.user, stage.somebody.key);
    expect([taken.status, taken.json['error']]).toEqual([
      409,
      expect.objectContaining({ code: 'POOLTOOL_ADDRESS_OF_ANOTHER' }),
    ]);
    const paid = await register(5);
    await stage.purses.pay(PEOPLE[5] ?? SCRIPT, { amount: lovelace(BigInt(String(paid.due['payment_amount']))) });
    expect(await verify(stage.somebody.user, paid.key)).toMatchObject({ status: 409 });
    expect(await signIn(paid.key)).toMatchObject({ status: 200, json: { user_id: paid.user } });
    expect(await verify(randomUUID(), stakeAddress(PEOPLE[11] ?? SCRIPT))).toMatchObject({ status: 404 });
  });

  test('of a script is shown as its address, so that the page’s next request is about the script', async () => {
    await verify(stage.somebody.user, SCRIPT_ADDRESS);
    const shown = async () =>
      JSON.stringify((await userOf(stage.somebody.user)).json['addresses']).includes(SCRIPT_ADDRESS);
    expect(await shown()).toBe(true);
    const found = await asked('lookUpUser', 'GET', `/api/admin/user/lookup?stake_key=${SCRIPT.hash}`);
    expect(found.json['user_id']).toBe(stage.somebody.user);
    expect(await drop(stage.somebody.user, SCRIPT.hash)).toMatchObject({ status: 404 });
    expect(await drop(stage.somebody.user, SCRIPT_ADDRESS)).toMatchObject({ status: 200 });
    expect(await shown()).toBe(false);
  });
});

describe('an address that an administrator takes away', () => {
  test('is nobody’s, and whoever was signed in is not any more', async () => {
    const gone = await stage.member(6);
    expect(await drop(gone.user, gone.key)).toMatchObject({ status: 200 });
    expect(await signIn(gone.key)).toMatchObject({ status: 401 });
    expect(await stage.ask('GET', `/api/user/${gone.user}`, { token: gone.token })).toMatchObject({ status: 401 });
    expect(await drop(gone.user, gone.key)).toMatchObject({
      status: 404,
      json: { error: { code: 'POOLTOOL_ADDRESS_NOT_HIS' } },
    });
    expect(await stage.acts()).toEqual([
      expect.objectContaining({ deed: 'address-dropped', subject: gone.user, after: null }),
    ]);
  });

  test('is not the only one of an administrator', async () => {
    const acts = await stage.acts();
    expect(await drop(stage.admin.user, stage.admin.key)).toMatchObject({
      status: 409,
      json: { error: { code: 'POOLTOOL_ADMINISTRATOR_NEEDS_ADDRESS' } },
    });
    expect(await userOf(stage.admin.user)).toMatchObject({ status: 200 });
    expect(await stage.acts()).toEqual(acts);
  });
});

describe('verifications', () => {
  const list = () => asked('verifications', 'GET', '/api/admin/verifications');
  const take = (id: unknown) => asked('takeClaimAsProven', 'POST', `/api/admin/verifications/${String(id)}/verify`);
  const lists = async (): Promise<Readonly<Record<string, Record<string, unknown>[]>>> =>
    JSON.parse((await list()).text);
  const waitingFor = async (which: string, hash: string) =>
    (await lists())[which]?.find((one) => one['stake_key'] === hash);

  test('have all five lists, of numbers where the page shows dates', async () => {
    const { status, json } = await list();
    expect([status, Object.values(json).map((one) => Array.isArray(one))]).toEqual([
      200,
      [true, true, true, true, true],
    ]);
    const { recent_payments: payments = [], recent_verified: verified = [] } = await lists();
    expect(payments[0]).toMatchObject({
      from_stake_keys: [expect.stringMatching(/^[0-9a-f]{56}$/)],
      processed: true,
      matched_type: 'verification',
      created_at: expect.any(Number),
    });
    expect(verified.length).toBeGreaterThan(0);
  });

  test('that wait are taken for paid: the address is the user’s', async () => {
    const waiting = await register(7);
    const found = await waitingFor('pending_verifications', waiting.hash);
    expect(found).toMatchObject({ user_id: waiting.user, payment_amount: waiting.due['payment_amount'] });
    expect(await take(found?.['id'])).toMatchObject({ status: 200 });
    expect(await signIn(waiting.key)).toMatchObject({ status: 200, json: { user_id: waiting.user } });
    expect(await waitingFor('pending_verifications', waiting.hash)).toBeUndefined();
    expect(await waitingFor('recent_verified', waiting.hash)).toMatchObject({ id: found?.['id'] });
    expect(await take(found?.['id'])).toMatchObject({ status: 200 });
  });

  test('of another password make it the one that was asked for, and end sessions', async () => {
    const user = await stage.member(8);
    const reset = (new_password: string) =>
      stage.ask('POST', '/auth/reset_password', { body: { stake_key: user.key, new_password } });
    await reset('another password');
    const found = await waitingFor('pending_resets', PEOPLE[8]?.hash ?? '');
    expect(await take(found?.['id'])).toMatchObject({ status: 200 });
    expect(await signIn(user.key)).toMatchObject({ status: 401 });
    expect(await signIn(user.key, 'another password')).toMatchObject({ status: 200 });
    expect(await stage.ask('GET', `/api/user/${user.user}`, { token: user.token })).toMatchObject({ status: 401 });
    expect(await waitingFor('recent_resets', PEOPLE[8]?.hash ?? '')).toMatchObject({ id: found?.['id'] });
    expect(await stage.acts()).toEqual([
      expect.objectContaining({ deed: 'password-taken', after: { verification: found?.['id'] } }),
    ]);
  });

  test('that are of nobody, or whose address became another’s, are refused', async () => {
    expect(await take(randomUUID())).toMatchObject({ status: 404 });
    expect(await take('1')).toMatchObject({ status: 400 });
    const [first, second] = [await register(9), await register(9)];
    const found = (await lists())['pending_verifications']?.find((one) => one['user_id'] === second.user);
    expect(await verify(first.user, first.key)).toMatchObject({ status: 200 });
    expect(await take(found?.['id'])).toMatchObject({
      status: 409,
      json: { error: { code: 'POOLTOOL_CLAIM_LOST' } },
    });
  });
});
