import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ranHere } from '../ran-here.ts';
import { BCRYPT, oldExport } from './old-export.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'old-users-'));
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});
const run = (...args: string[]) => ranHere(['users', 'import', ...args], { settings: { DATABASE_URL: database.url } });

test('users of the old backend are taken in once; what was not taken is told, and no hash', async () => {
  const file = join(folder, 'users.json');
  await writeFile(file, JSON.stringify(oldExport()));
  const first = await run(file);
  expect([first.exitCode, first.stdout]).toEqual([0, '3 users read: 3 new, 5 addresses new, 0 given authority']);
  expect(first.stderr).toContain('not taken: user "not-a-uuid"');
  expect(first.stdout + first.stderr).not.toContain(BCRYPT);
  const again = await run(file, '--authority', '--json');
  const { refused, ...counts } = JSON.parse(again.stdout);
  expect(counts).toEqual({ usersRead: 3, users: 0, addresses: 0, authorities: 2 });
  expect(refused).toHaveLength(first.stderr.split('\n').length);
});

test('a file that is missing, no JSON or of something else is refused with its code', async () => {
  const file = join(folder, 'other.json');
  expect((await run(file)).stderr).toContain('POOLTOOL_FILE_UNREADABLE');
  await writeFile(file, '{"users":');
  expect((await run(file)).stderr).toContain('POOLTOOL_USERS_INVALID');
  await writeFile(file, '[]');
  expect(await run(file)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('has no users/auth') });
});
