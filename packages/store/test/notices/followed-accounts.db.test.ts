import { credentialText, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { hash28, keyCredential, scriptCredential } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { followAccounts, unfollowAccounts } from '@pooltool/store/notices';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate followed_account'));

const follow = (channel: string, ...credentials: StakeCredential[]) =>
  inTransaction(database.pool, (tx) => followAccounts(tx, { channel, credentials }));
const unfollow = (channel: string, ...credentials: StakeCredential[]) =>
  inTransaction(database.pool, (tx) => unfollowAccounts(tx, { channel, credentials }));
async function followed(): Promise<string[]> {
  const { rows } = await database.pool.query<{ kind: number; hash: string; channel: string }>(
    `select credential_kind as kind, encode(credential, 'hex') as hash, channel from followed_account
     order by credential, credential_kind, channel`,
  );
  return rows.map(
    ({ kind, hash, channel }) => `${channel} ${credentialText(stakeCredential(kind === 0 ? 'key' : 'script', hash))}`,
  );
}

test('an account is followed by a channel once, however often it says so', async () => {
  expect(await follow('telegram', keyCredential(1), keyCredential(2), keyCredential(1))).toBe(2);
  expect(await follow('telegram', keyCredential(2), keyCredential(3))).toBe(1);
  expect(await followed()).toEqual([1, 2, 3].map((tag) => `telegram key:${hash28(tag)}`));
});

test('one channel that leaves an account leaves it to the others', async () => {
  await follow('telegram', keyCredential(1));
  await follow('mail', keyCredential(1));
  expect(await unfollow('telegram', keyCredential(1), keyCredential(9))).toBe(1);
  expect(await followed()).toEqual([`mail key:${hash28(1)}`]);
});

test('a key and a script with equal bytes are two accounts', async () => {
  await follow('telegram', keyCredential(1), scriptCredential(1));
  await unfollow('telegram', keyCredential(1));
  expect(await followed()).toEqual([`telegram script:${hash28(1)}`]);
});

test('many at once in any order end with each once', async () => {
  const keys = Array.from({ length: 50 }, (_, tag) => keyCredential(tag));
  await Promise.all([follow('telegram', ...keys), follow('telegram', ...keys.toReversed()), follow('mail', ...keys)]);
  expect(await followed()).toHaveLength(100);
});
