import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { customNetwork, networkText } from '@pooltool/domain';
import { claimNetwork } from '@pooltool/store';
import { createTestDatabase } from '@pooltool/store/testing';
import { expect, onTestFinished, test } from 'vitest';

const MAIN = join(import.meta.dirname, '../src/main.ts');
const NETWORK = customNetwork({ name: 'devnet42', magic: 42, systemStartMs: 0 });

test('the daemon starts on an empty database, is ready, answers, and ends when asked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-api-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  await claimNetwork(database.pool, NETWORK);
  const networkFile = join(folder, 'network.json');
  await writeFile(networkFile, networkText(NETWORK));
  const daemon = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      DATABASE_URL: database.url,
      NETWORK: networkFile,
      OBJECT_STORE_ENDPOINT: 'http://127.0.0.1:1',
      OBJECT_STORE_ACCESS_KEY_ID: 'test',
      OBJECT_STORE_SECRET_ACCESS_KEY: 'test',
      REST_API_PORT: '0',
      FIREBASE_DATABASE_URL: 'http://127.0.0.1:1?ns=none',
      REST_API_CLIENT_KEYS: "the app's, the website's",
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void daemon.kill('SIGKILL'));
  const address = await addressOf(daemon);

  const ready = await fetch(`${address}/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { ready: true, checks: { database: { ok: true }, reports: { ok: true } } },
  ]);
  const epochs = await fetch(`${address}/v1/epochs`);
  expect([epochs.status, await epochs.json()]).toEqual([200, { epochs: [], next: null }]);
  const rewards = await fetch(`${address}/v1/accounts/key:${'ab'.repeat(28)}/rewards`);
  expect(await rewards.json()).toMatchObject({ rewards: [], next: null });
  expect((await fetch(`${address}/docs`)).headers.get('content-encoding')).toBe('gzip');
  const report = await fetch(`${address}/v1/sendstats`, { method: 'POST', body: '{"apiKey":"nobody"}' });
  expect([report.status, await report.json()]).toMatchObject([401, { success: false, dev: true }]);
  const login = (key: string) =>
    fetch(`${address}/v0/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ address: 'ab'.repeat(28), password: 'correct horse' }),
    });
  expect([(await login('nobody')).status, (await login("the app's")).status]).toEqual([403, 401]);
  expect(await (await fetch(`${address}/metrics`)).text()).toContain(
    'pooltool_tip_reports_total{outcome="unknown-key"',
  );

  const ended = once(daemon, 'exit');
  daemon.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
});

async function addressOf(daemon: ChildProcess): Promise<string> {
  if (daemon.stdout === null) throw new Error('the daemon has no output');
  for await (const line of createInterface({ input: daemon.stdout })) {
    const logged: { readonly address?: string } = JSON.parse(line);
    if (logged.address !== undefined) {
      daemon.stdout.resume();
      return logged.address;
    }
  }
  throw new Error('the daemon ended before it listened');
}
