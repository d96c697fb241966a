import { stakeCredential } from '@pooltool/domain';
import { encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ranHere } from '../ran-here.ts';

const ADA = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const KEY = stakeCredential('key', 'ab'.repeat(28));
const ADDRESS = encodeStakeAddress(KEY, 'mainnet');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.pool.query('truncate account_user, administration_act cascade');
  await database.pool.query(`insert into account_user (user_id, password_hash, created_at) values ($1, $2, now())`, [
    ADA,
    `scrypt.15.8.3.${'s'.repeat(22)}.${'h'.repeat(43)}`,
  ]);
  await database.pool.query(
    `insert into user_address (credential, credential_kind, user_id, proven_at) values (decode($1, 'hex'), 0, $2, now())`,
    [KEY.hash, ADA],
  );
});
const users = (...args: string[]) => ranHere(['users', ...args], { settings: { DATABASE_URL: database.url } });

test('the first administrator is made by an address, a user id or a key, and told', async () => {
  expect(await users('show')).toMatchObject({ exitCode: 0, stdout: 'nobody has authority' });
  expect(await users('grant', ADDRESS)).toMatchObject({ exitCode: 0, stdout: `${ADA} is administrator` });
  expect(await users('grant', KEY.hash.toUpperCase())).toMatchObject({ stdout: `${ADA} is already administrator` });
  expect(JSON.parse((await users('show', '--json')).stdout)).toEqual([
    { user: ADA, authority: 'administrator', addresses: 1 },
  ]);
  expect(await users('grant', ADA.toUpperCase(), 'groupadmin')).toMatchObject({ exitCode: 1 });
  expect((await users('show', ADA)).stdout).toMatch(/administrator/);
});

test('the last one is not lost by accident', async () => {
  await users('grant', ADA);
  const refused = await users('revoke', ADA);
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('POOLTOOL_LAST_ADMINISTRATOR')]);
  expect(await users('revoke', ADA, '--even-the-last')).toMatchObject({
    exitCode: 0,
    stdout: `${ADA} is a user like any other`,
  });
  expect(await users('revoke', ADA)).toMatchObject({ exitCode: 0, stdout: `${ADA} had no authority` });
});

test('a user is shown whole, without his password', async () => {
  const shown = await users('show', ADDRESS);
  expect(shown.stdout).toMatch(new RegExp(`^${ADA}  user  since .*\\naddress  key:${KEY.hash}  proven `));
  expect(shown.stdout).not.toMatch(/scrypt/);
  expect(JSON.parse((await users('show', ADA, '--json')).stdout)).toMatchObject({ user: ADA, pools: [], keys: [] });
});

test('acts are told, newest first, as text and as JSON', async () => {
  expect(await users('acts')).toMatchObject({ stdout: 'there is none' });
  await users('grant', ADA);
  await users('revoke', ADA, '--even-the-last');
  const acts = JSON.parse((await users('acts', '--about', ADA, '--json')).stdout);
  expect(acts).toMatchObject([
    { user: null, deed: 'authority', before: { authority: 'administrator' }, after: { authority: 'user' } },
    { user: null, deed: 'authority', before: { authority: 'user' }, after: { authority: 'administrator' } },
  ]);
  expect((await users('acts', '--limit', '1')).stdout.split('\n')).toHaveLength(2);
  expect((await users('acts', '--of', ADA)).stdout).toBe('there is none');
});

test.each([
  [['grant', 'nobody'], 'POOLTOOL_USERS_INVALID', 1],
  [['grant', 'stake1abc'], 'POOLTOOL_USERS_INVALID', 1],
  [['grant', 'cd'.repeat(28)], 'POOLTOOL_USER_UNKNOWN', 1],
  [['grant', '1b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11'], 'POOLTOOL_USER_UNKNOWN', 1],
  [['grant', ADA, 'king'], 'authority is', 2],
  [['acts', '--limit', '0'], 'from 1 to', 2],
])('%j is told what is wrong', async (args, told, exitCode) => {
  const answer = await users(...args);
  expect([answer.exitCode, answer.stderr]).toEqual([exitCode, expect.stringContaining(told)]);
});
