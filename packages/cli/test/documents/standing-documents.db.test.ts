import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RealtimeDatabase, startRealtimeDatabase } from '@pooltool/local-cloud';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ranHere } from '../ran-here.ts';

const POOL = 'ab'.repeat(28);

let database: TestDatabase;
let realtime: RealtimeDatabase;
let folder: string;
beforeAll(async () => {
  [database, realtime] = await Promise.all([createTestDatabase(), startRealtimeDatabase()]);
  folder = await mkdtemp(join(tmpdir(), 'standing-'));
});
afterAll(async () => {
  await Promise.all([database.close(), realtime.stop(), rm(folder, { recursive: true })]);
});

const documents = (...args: string[]) =>
  ranHere(['documents', ...args], {
    settings: {
      DATABASE_URL: database.url,
      FIREBASE_DATABASE_URL: `${realtime.url}?ns=pooltool`,
      NETWORK: 'preview',
    },
  });
async function file(content: string): Promise<string> {
  const path = join(folder, 'given.json');
  await writeFile(path, content);
  return path;
}
const read = (path: string) => realtime.read(`/Preview/${path}`, 'pooltool');

test('translations are put below the network, each beside those that are there', async () => {
  const first = await file(JSON.stringify({ en: { hello: 'Hello' }, de: { hello: 'Hallo' } }));
  expect(await documents('put', 'translations', first)).toMatchObject({
    exitCode: 0,
    stdout: '2 below translations are written',
  });
  await documents('put', 'translations', await file(JSON.stringify({ en: { hello: 'Hi' } })));
  expect(read('translations')).toEqual({ en: { hello: 'Hi' }, de: { hello: 'Hallo' } });
});

test('what we compute is not put by hand, and what is no JSON object is refused', async () => {
  expect(await documents('put', 'stake_pools', await file('{}'))).toMatchObject({ exitCode: 2 });
  for (const content of ['[1]', '5', '{', 'null'])
    expect(await documents('put', 'languages', await file(content))).toMatchObject({ exitCode: 1 });
  const bad = await documents('put', 'languages', await file('{"a.b": 1}'));
  expect([bad.exitCode, bad.stderr]).toEqual([1, expect.stringContaining('POOLTOOL_FIREBASE_VALUE_INVALID')]);
  expect(read('languages')).toBeNull();
});

test('portfolios are replaced by a file, and printed as one', async () => {
  const one = { id: 'x', name: 'X', pools: [{ pool_id: POOL }], display: true, adafolio: true, created_at: 5 };
  expect(await documents('portfolios', await file(JSON.stringify({ x: one })))).toMatchObject({
    exitCode: 0,
    stdout: '1 portfolios',
  });
  const printed = (await documents('portfolios')).stdout;
  expect(JSON.parse(printed)).toEqual({ x: { ...one, pools: [POOL], description: '', disabled: false } });
  const wrong = await documents('portfolios', await file('{"y": 5, "z": {}}'));
  expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('"y"')]);
  expect((await documents('portfolios')).stdout).toBe(printed);
});
