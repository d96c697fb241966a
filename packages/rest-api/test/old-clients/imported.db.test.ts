import { hash as bcrypt } from '@node-rs/bcrypt';
import { usersForDocuments } from '@pooltool/store/documents';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importOldUsers } from '../../../cli/src/users/import-old-users.ts';
import { oldExportIn } from '../../../cli/src/users/old-export.ts';
import * as old from '../../../cli/test/users/old-export.ts';
import { drawUser } from '../../../publisher/src/firebase/user.ts';
import { PASSWORD } from '../accounts/accounts-stage.ts';
import { type OldClientsStage, oldClientsStage } from './old-clients-stage.ts';

let stage: OldClientsStage;
let hash: string;
beforeAll(async () => {
  stage = await oldClientsStage();
  hash = await bcrypt(PASSWORD, { cost: 4 });
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.database.pool.query('truncate account_user, user_document_gone, document_mark cascade');
});

const NOW = Date.UTC(2026, 0, 2);
const importThem = (withAuthority = false) =>
  importOldUsers(stage.database.pool, {
    from: oldExportIn(old.oldExport(hash), 'users.json'),
    nowMs: NOW,
    withAuthority,
  });
const kept = async () =>
  (
    await stage.database.pool.query(
      `select user_id, authority, password_hash, created_at, settings,
         (select jsonb_agg(encode(credential, 'hex') order by credential) from user_address a where a.user_id = u.user_id) as addresses
       from account_user u order by user_id`,
    )
  ).rows;
const signIn = (address: string, password = PASSWORD) => stage.post('/v0/auth/login', { address, password });

test('an old user signs in by his old password, is kept by a better hash, and finds his addresses in the app', async () => {
  expect(await importThem()).toMatchObject({ usersRead: 3, users: 3, addresses: 5, authorities: 0 });
  const { rows: marked } = await stage.database.pool.query(`select subject from document_mark where kind = 'user'`);
  expect(new Set(marked.map(({ subject }) => subject))).toEqual(new Set([old.ALICE, old.BOB, old.CAROL]));

  expect((await signIn(`${old.A2}`, 'wrong horse')).status).toBe(401);
  const { status, json } = await signIn(`${old.A2}`);
  expect([status, JSON.parse(String(json['token']))]).toEqual([
    200,
    { user: old.ALICE, authority: 'user', client: true },
  ]);
  const [alice] = await kept();
  expect(alice).toMatchObject({ user_id: old.ALICE, password_hash: expect.stringMatching(/^scrypt\./) });
  expect((await signIn(`${old.A1}`)).status).toBe(200);

  const drawn = drawUser(old.ALICE, await usersForDocuments(stage.database.pool, [old.ALICE]));
  const values = Object.fromEntries(drawn.flatMap(({ values }) => [...values]));
  const own = `users/privMeta/${old.ALICE}`;
  expect(values).toMatchObject({
    [`${own}/authority`]: 'delegator',
    [`${own}/myAddresses/${old.A1}/proven`]: true,
    [`${own}/myAddresses/${old.A1}/nickname`]: 'savings',
    [`${own}/myAddresses/${old.A2}/proven`]: true,
  });
});

test('taken in again, nothing changes: neither a new password nor a name that was taken away comes back', async () => {
  await importThem();
  await signIn(`${old.A1}`);
  await stage.database.pool.query(`update account_user set settings = '{"addressNicknames": {}}'`);
  const before = await kept();
  expect(await importThem()).toMatchObject({ usersRead: 3, users: 0, addresses: 0, authorities: 0 });
  expect(await kept()).toEqual(before);
});

test('authority is given only when it is asked for, and then to who has none here', async () => {
  await importThem();
  expect((await kept()).map(({ authority }) => authority)).toEqual(['user', 'user', 'user']);
  expect((await importThem(true)).authorities).toBe(2);
  expect((await kept()).map(({ authority }) => authority)).toEqual(['administrator', 'user', 'groupadmin']);
  expect((await importThem(true)).authorities).toBe(0);
});

test("who registered another's old id gets nothing of what he had", async () => {
  await stage.post(`/v0/verification/${'ab'.repeat(28)}`, { userId: old.ALICE, password: 'of an attacker' });
  const { refused, users } = await importThem(true);
  expect(users).toBe(2);
  expect(refused).toContainEqual({ of: `user "${old.ALICE}"`, why: expect.stringContaining('somebody has this id') });
  const [alice] = await kept();
  expect(alice).toMatchObject({ user_id: old.ALICE, authority: 'user', addresses: null });
});

test('an address that was proven here since stays with who proved it', async () => {
  const { user } = await stage.appUser(0);
  await stage.post('/v0/auth/login', { address: stage.payer(0).hash, password: PASSWORD });
  await stage.database.pool.query(`update user_address set credential = decode($1, 'hex')`, [`${old.C1}`]);
  const { refused } = await importThem();
  expect(refused.map(({ of }) => of)).toContain(`address key:${old.C1} of user "${old.CAROL}"`);
  const { rows } = await stage.database.pool.query(
    `select user_id from user_address where credential = decode($1, 'hex')`,
    [`${old.C1}`],
  );
  expect(rows).toEqual([{ user_id: user }]);
});
