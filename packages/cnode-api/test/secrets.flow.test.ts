import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { customNetwork } from '@pooltool/domain';
import { type DumpEvent, makeSimulation } from '@pooltool/simulator';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { fakeConsumer } from '../../cnode/test/oura/fake-oura.ts';
import { DEVNET } from './cnode-api-server.ts';
import { type Daemons, freePort, openDaemons } from './daemons.ts';

/** Every one of them is told to a daemon, and none may be told to anybody by it. */
const SECRET = (name: string) => `S3cr3t-${name}-0123456789abcdef0123456789abcdef`;
const NETWORK = customNetwork({ ...DEVNET, epochLength: 30 * 86_400, systemStartMs: Date.now() - 86_400_000 });

let daemons: Daemons;
beforeAll(async () => {
  daemons = await openDaemons(NETWORK);
});
afterAll(() => daemons.close());

function expectNoSecret(told: string, where: string): void {
  const at = told.indexOf('S3cr3t-');
  expect(at === -1 ? '' : told.slice(Math.max(0, at - 300), at + 100), where).toBe('');
}

const pageOf = async (port: string, path: string): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}${path}`)).text();

test('a cnode of which everything fails tells none of its secrets: not in its log, not in its pages, not to Oura', async () => {
  const oura = join(daemons.folder, 'oura');
  await writeFile(oura, `#!${process.execPath}\nconsole.log(JSON.stringify(process.env)); process.exit(1);\n`);
  await chmod(oura, 0o755);
  const consumer = await fakeConsumer(() => ({ body: null }));
  const port = `${await freePort()}`;
  const cnode = daemons.start('cnode', {
    LOG_LEVEL: 'trace',
    CNODE_API_SECRET: SECRET('shared'),
    CNODE_API_URL: 'http://127.0.0.1:1',
    OBJECT_STORE_ENDPOINT: 'http://127.0.0.1:1',
    OBJECT_STORE_ACCESS_KEY_ID: SECRET('key'),
    OBJECT_STORE_SECRET_ACCESS_KEY: SECRET('key-secret'),
    CNODE_LEDGER_SOURCE: 'ogmios',
    OGMIOS_URL: `ws://somebody:${SECRET('ogmios')}@127.0.0.1:1/?token=${SECRET('token')}`,
    CNODE_EPOCH_POLL: '50ms',
    CNODE_OURA_VERSION: '2',
    CNODE_OURA_PROGRAM: oura,
    CNODE_OURA_CURSOR_FILE: join(daemons.folder, 'cursor.json'),
    OURA_CONSUMER_URL: consumer.url,
    OURA_AUTHORIZATION: `Bearer ${SECRET('consumer')}`,
    CNODE_PORT: port,
  });
  const dump = [...makeSimulation({ seed: 3, epochs: 1, epochLength: 60 }).events()].find(
    (event): event is DumpEvent => event.kind === 'dump',
  );
  await writeFile(join(daemons.dumps, 'one.cbor'), dump?.bytes ?? '');
  for (const event of ['ogmios.unreachable', 'oura.says', 'oura.waits', 'ledger-dump.waits']) await cnode.logs(event);
  const pages = [await pageOf(port, '/ready'), await pageOf(port, '/metrics'), await pageOf(port, '/health')];
  expect(pages[0]).toContain('POOLTOOL_');
  expect(consumer.asked).toContain(`Bearer ${SECRET('consumer')}`);
  await daemons.kill(cnode);
  expect(cnode.text()).toContain('127.0.0.1:1');
  expectNoSecret(cnode.text(), 'the log');
  expectNoSecret(pages.join('\n'), 'the pages');
});

test('a cnode refuses to start with a user in an address of the DATABASE server, and does not say which', async () => {
  const refusing = daemons.start('cnode', {
    CNODE_API_URL: `http://somebody:${SECRET('api')}@127.0.0.1:1`,
    OURA_CONSUMER_URL: `http://somebody:${SECRET('consumer')}@127.0.0.1:1`,
  });
  await vi.waitFor(() => expect(refusing.text()).toContain('OURA_CONSUMER_URL'), { timeout: 30_000 });
  await daemons.kill(refusing);
  expect(refusing.text()).toMatch(/CNODE_API_URL .*without user or password/);
  expectNoSecret(refusing.text(), 'the log');
});

test('a cnode-api tells none of its own, whoever knocks, and neither does one whose settings or database are wrong', async () => {
  const settings = {
    LOG_LEVEL: 'trace',
    CNODE_API_SECRET: SECRET('shared'),
    CNODE_API_SECRET_BEFORE: SECRET('before'),
    OBJECT_STORE_ACCESS_KEY_ID: SECRET('key'),
    OBJECT_STORE_SECRET_ACCESS_KEY: SECRET('key-secret'),
    CNODE_API_LEGACY_FROM: '127.0.0.1',
  };
  const api = daemons.start('cnode-api', settings);
  await api.logs('daemon.started');
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${SECRET('caller')}`,
    'x-pooltool-timestamp': '1',
    'x-pooltool-signature': SECRET('signature'),
  };
  const answers = await Promise.all(
    ['/v1/ledger-arrivals', '/v1/live-stake', '/saveepochdata', `/nowhere?token=${SECRET('query')}`].map((path) =>
      fetch(new URL(path, daemons.apiUrl), { method: 'POST', headers, body: '{}' }).then((answer) => answer.text()),
    ),
  );
  await daemons.kill(api);
  expectNoSecret(answers.join('\n'), 'the answers');
  expectNoSecret(api.text(), 'the log');

  const wrong = [
    { DATABASE_URL: `postgres://somebody:${SECRET('database')}@127.0.0.1:1/pooltool` },
    { CNODE_API_LEGACY_FROM: '10.0.0.5/99', CNODE_API_SECRET_BEFORE: 'S3cr3t-short' },
  ];
  for (const one of wrong) {
    const failing = daemons.start('cnode-api', { ...settings, ...one });
    await vi.waitFor(() => expect(failing.text()).toMatch(/"level":"(fatal|error|warn)"/), { timeout: 30_000 });
    await daemons.kill(failing);
    expectNoSecret(failing.text(), JSON.stringify(one));
  }
});
