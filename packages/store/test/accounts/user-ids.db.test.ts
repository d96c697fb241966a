import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { userProfile } from '../../src/accounts/index.ts';
import { createTestDatabase, type TestDatabase } from '../../src/testing/index.ts';
import { user } from './paying.ts';

const ALICE = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const BOB = '1b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a22';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const SECRET = `decode(repeat('ab', 32), 'hex')`;
test.each([
  `operator_pool values ('${BOB}', decode(repeat('cd', 28), 'hex'), now())`,
  `api_key (key_hash, user_id, label, shown, created_at) values (${SECRET}, '${BOB}', '', 'ptk_', now())`,
  `zapier_key (api_key, user_id, secret_hash, created_at) values ('${ALICE}', '${BOB}', ${SECRET}, now())`,
  `push_device values ('${BOB}', 'a-token-of-some-device')`,
  `client_contact values ('${BOB}', 'bob@example.com', null)`,
  `user_document_gone values ('${BOB}', '${'ab'.repeat(28)}', false)`,
])('nobody begins a user by an id of which something waits: %s', async (row) => {
  await database.pool.query(`insert into ${row}`);
  onTestFinished(async () => {
    await database.pool.query(`truncate ${row.split(' ', 1)[0]}, account_user cascade`);
  });
  expect([await user(database.pool, BOB), await user(database.pool, ALICE)]).toEqual([false, true]);
  expect(await userProfile(database.pool, BOB)).toBeNull();
});
