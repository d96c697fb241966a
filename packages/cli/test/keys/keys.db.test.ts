import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poolId } from '@pooltool/domain';
import { encodePoolId } from '@pooltool/shared-utils/crypto';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { administrationActs } from '@pooltool/store/admin';
import { keyName, readKeyBook } from '@pooltool/store/keys';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { deleteZapierKey, hooksOfBlock, zapierUser } from '@pooltool/store/zapier';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ranHere } from '../ran-here.ts';

const POOL = poolId('aa'.repeat(28));
const OTHER = poolId('bb'.repeat(28));
const USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const LEGACY = '6f1d0c9e-4b1a-4c57-9a3e-2d5b8c7f1a10';

let database: TestDatabase;
const keys = (...args: string[]) => ranHere(['keys', ...args], { settings: { DATABASE_URL: database.url } });
const verdict = async (key: string, pool = POOL) =>
  (await readKeyBook(database.pool, Date.now())).judge(key, pool).kind;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.pool.query('truncate api_key, operator_pool, zapier_key, zapier_hook, old_row_taken'));

async function fileOf(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-keys-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe('a key that is made', () => {
  test('stands alone on standard output, and speaks for its pools at once', async () => {
    const { exitCode, stdout, stderr } = await keys(
      'create',
      '--user',
      USER,
      '--pool',
      encodePoolId(POOL),
      '--label',
      'relays',
    );
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^ptk_[1-9A-HJ-NP-Za-km-z]{20,28}$/)]);
    expect(stderr).toContain(keyName(stdout));
    expect(await verdict(stdout)).toBe('allowed');
    expect(await verdict(stdout, OTHER)).toBe('other-pool');
    const listed = await keys('list');
    expect(listed.stdout).toContain(`${stdout.slice(0, 8)}…`);
    expect(listed.stdout).toContain('relays');
    expect(listed.stdout).not.toContain(stdout);
    expect(JSON.parse((await keys('list', '--json', '--user', USER)).stdout)).toMatchObject([
      { user: USER, revokedAt: null },
    ]);
  });

  test('is another one each time, of a user of its own when none is named', async () => {
    const made = [await keys('create'), await keys('create')];
    expect(new Set(made.map(({ stdout }) => stdout)).size).toBe(2);
    expect(made[0]?.stderr).toContain('it speaks for no pool yet');
  });

  test('is revoked by its name or by itself; who names none is told', async () => {
    const [one, other] = [(await keys('create')).stdout, (await keys('create')).stdout];
    expect(await keys('revoke', keyName(one), other)).toMatchObject({ exitCode: 0 });
    expect([await verdict(one), await verdict(other)]).toEqual(['revoked', 'revoked']);
    expect((await keys('list')).stdout).toMatch(/revoked \d{4}-/);
    const { exitCode, stdout } = await keys('revoke', 'ptk_nobody');
    expect([exitCode, stdout]).toEqual([1, `there is no key named ${keyName('ptk_nobody')}`]);
  });
});

test('pools and keys that are given and taken are acts, each once, and no key is told', async () => {
  const user = 'aaaaaaaa-8a8f-4a1c-9e55-0d2b9c0f1a11';
  const { stdout: key } = await keys('create', '--user', user, '--label', 'relays', '--pool', POOL);
  for (let times = 0; times < 2; times += 1) {
    await keys('pools', user, '--add', POOL, OTHER, '--remove', OTHER);
    await keys('revoke', key);
  }
  const acts = await administrationActs(database.pool, { limit: 20, subject: user });
  const name = keyName(key);
  expect(acts.map(({ user: by, deed, before, after }) => [by, deed, before, after])).toEqual([
    [null, 'pool-taken', { pool: OTHER }, null],
    [null, 'pool-given', null, { pool: OTHER }],
    [null, 'key-revoked', { key: name }, null],
    [null, 'pool-taken', { pool: OTHER }, null],
    [null, 'pool-given', null, { pool: OTHER }],
    [null, 'pool-given', null, { pool: POOL }],
    [null, 'key-given', null, { key: name, label: 'relays' }],
  ]);
  expect(JSON.stringify(acts, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(key);
});

describe('keys of the old backend', () => {
  test('are imported with their users and pools, and again without a change', async () => {
    const keyFile = await fileOf(
      'keys.csv',
      `\ufeffapi_key,created,user_id\r\n${LEGACY},"a ""day"", long ago",${USER}\r\n`,
    );
    const poolFile = await fileOf(
      'pools.json',
      JSON.stringify([{ user_id: USER.toUpperCase(), pool_id: POOL.toUpperCase(), id: 1 }]),
    );
    const both = ['import', '--keys', keyFile, '--pools', poolFile];
    expect(await keys(...both)).toMatchObject({ exitCode: 0, stdout: 'new: 1 of 1 keys, 1 of 1 pools' });
    expect(await verdict(LEGACY.replaceAll('-', '').toUpperCase())).toBe('allowed');
    await keys('revoke', LEGACY);
    expect(await keys(...both)).toMatchObject({ stdout: 'new: 0 of 1 keys, 0 of 1 pools' });
    expect(await verdict(LEGACY)).toBe('revoked');
    expect((await keys('pools', USER, '--remove', POOL)).stdout).toBe('none');
    await keys(...both);
    expect((await keys('pools', USER)).stdout).toBe('none');
    expect((await keys('pools', USER, '--add', POOL)).stdout).toBe(POOL);
  });

  test('for Zapier go on working with their secrets, and its hooks are told as before', async () => {
    const auth = await fileOf('auth.csv', `user_id,api_key,api_secret\n${USER},${LEGACY},abcdefghijKLMNOPqrst\n`);
    const triggers = await fileOf(
      'triggers.csv',
      [
        'trigger_type,data_key,zapier_url,user_id',
        `new_block,${POOL},https://hooks.zapier.com/1,${USER}`,
        `new_block,0,https://hooks.zapier.com/2,${USER}`,
        `new_post,,https://hooks.zapier.com/3,${USER}`,
        `new_post,,https://hooks.zapier.com/3,${USER}`,
      ].join('\n'),
    );
    const both = ['import', '--zapier-keys', auth, '--zapier-hooks', triggers];
    expect((await keys(...both)).stdout).toBe('new: 1 of 1 keys for Zapier, 3 of 4 hooks');
    expect((await keys(...both)).stdout).toBe('new: 0 of 1 keys for Zapier, 0 of 4 hooks');
    const shown = { apiKey: LEGACY, secret: 'abcdefghijKLMNOPqrst' };
    expect(await zapierUser(database.pool, shown)).toBe(USER);
    expect((await hooksOfBlock(database.pool, POOL)).map(({ url }) => url)).toEqual([
      'https://hooks.zapier.com/1',
      'https://hooks.zapier.com/2',
    ]);
    await inTransaction(database.pool, (tx) => deleteZapierKey(tx, { user: USER, apiKey: LEGACY }));
    expect((await keys(...both)).stdout).toBe('new: 0 of 1 keys for Zapier, 0 of 4 hooks');
    expect([await zapierUser(database.pool, shown), await hooksOfBlock(database.pool, POOL)]).toEqual([null, []]);
    const wrong = await fileOf('wrong.csv', `trigger_type,data_key,zapier_url,user_id\nnew_moon,,http://x,${USER}\n`);
    expect((await keys('import', '--zapier-hooks', wrong)).stderr).toContain('row 1: nothing is known of the trigger');
  });

  test('are refused as a whole when a row is wrong, which is named, and no key with it', async () => {
    const file = await fileOf('keys.csv', `api_key,user_id\n${LEGACY},${USER}\n${LEGACY}x,${USER}\n${LEGACY},\n`);
    const { exitCode, stderr } = await keys('import', '--keys', file);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(/row 2: api_key is no UUID; row 3: user_id is missing/),
    ]);
    expect(stderr).not.toContain(LEGACY.slice(0, 8));
    expect((await keys('list')).stdout).toBe('there is none');
  });

  test.each([
    ['a stray quote', 'api_key,user_id\na"b,c', /stray quote at character 17/],
    ['JSON that is no list of rows', '[5]', /row 1: api_key is missing/],
  ])('in a file with %s are refused', async (_what, text, says) => {
    expect((await keys('import', '--keys', await fileOf('keys', text))).stderr).toMatch(says);
  });

  test('need a file that is there', async () => {
    expect((await keys('import', '--keys', '/nowhere/keys.csv')).stderr).toContain('/nowhere/keys.csv cannot be read');
    expect((await keys('import')).exitCode).toBe(2);
  });
});

test("a user's pools are added and taken away", async () => {
  expect((await keys('pools', USER)).stdout).toBe('none');
  expect((await keys('pools', USER, '--add', POOL, OTHER)).stdout).toBe(`${POOL}\n${OTHER}`);
  const { stdout } = await keys('pools', USER, '--remove', encodePoolId(POOL), '--json');
  expect(JSON.parse(stdout)).toEqual([OTHER]);
  expect((await keys('pools', 'somebody')).stderr).toContain('"somebody" is no user id');
  expect((await keys('pools', USER, '--add', 'pool1x')).stderr).toContain('is no pool');
});
