import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@pooltool/shared-utils/clock';
import { createTestDatabase, type TestDatabase, tableHashes } from '@pooltool/store/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ranHere } from '../ran-here.ts';
import { smallChainOfTest } from './small-chain.ts';

const DAEMON = fileURLToPath(new URL('../../../oura-consumer/src/main.ts', import.meta.url));
const OURA = fileURLToPath(new URL('../../../../../shared/data/chain/oura/', import.meta.url));

/** An oura-consumer as a process on a database of its own, until the test ends. */
async function consumer(network: string): Promise<{ database: TestDatabase; url: string }> {
  const database = await createTestDatabase();
  const port = await freePort();
  const child = spawn(process.execPath, [DAEMON], {
    cwd: tmpdir(),
    env: {
      PATH: '/usr/bin:/bin',
      DATABASE_URL: database.url,
      NETWORK: network,
      OURA_CONSUMER_PORT: String(port),
      OURA_AUTHORIZATION: 'Bearer feed',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let log = '';
  child.stdout.on('data', (piece: Buffer) => {
    log += piece.toString();
  });
  onTestFinished(async () => {
    if (child.exitCode === null) {
      const closed = once(child, 'close');
      child.kill('SIGINT');
      await closed;
    }
    await database.close();
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`oura-consumer ended with ${child.exitCode}: ${log}`);
    const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
    if (ready?.ok === true) return { database, url: `http://127.0.0.1:${port}` };
    await systemClock.waitMs(50);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

async function anotherDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  return database;
}

const AUTHORIZED = { OURA_AUTHORIZATION: 'Bearer feed' };

describe('pooltool replay --http', () => {
  test('to a running oura-consumer ends row for row like the replay into the database', async () => {
    const chain = smallChainOfTest();
    const file = chain.written('chain.cbor', chain.bytesOf(0));
    const { database, url } = await consumer(chain.networkFile);
    const { exitCode, stdout } = await ranHere(['replay', file, '--json', '--http', url], { settings: AUTHORIZED });
    expect({ exitCode, summary: JSON.parse(stdout) }).toMatchObject({
      exitCode: 0,
      summary: { recorded: chain.blocks.length, known: 0 },
    });

    const direct = await anotherDatabase();
    const settings = { DATABASE_URL: direct.url, NETWORK: chain.networkFile };
    expect(await ranHere(['replay', file, '--batch', '37'], { settings })).toMatchObject({ exitCode: 0 });
    expect(await tableHashes(database.pool)).toEqual(await tableHashes(direct.pool));

    const beside = await ranHere(['replay', file], { settings: { ...settings, DATABASE_URL: database.url } });
    expect(beside.exitCode).toBe(75);
    const stranger = await ranHere(['replay', file, '--http', url], {
      settings: { OURA_AUTHORIZATION: 'Bearer other' },
    });
    expect(stranger).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('POOLTOOL_OURA_UNAUTHORISED') });
  });

  test.skipIf(!existsSync(OURA))(
    "another decoder's event streams of preview, each to its own consumer (needs ../shared/data)",
    async () => {
      for (const [name, blocks] of [
        ['derived-v1.preview.chunk00161-pool-reg-and-retire.jsonl.gz', 165],
        ['derived-v1.preview.chunk00210.jsonl.gz', 147],
      ] as const) {
        const { database, url } = await consumer('preview');
        const file = `${OURA}${name}`;
        const { exitCode, stdout, stderr } = await ranHere(['replay', file, '--json', '--http', url], {
          settings: AUTHORIZED,
        });
        expect({ exitCode, summary: JSON.parse(stdout) }, stderr).toMatchObject({
          exitCode: 0,
          summary: { blocks, recorded: blocks },
        });
        const direct = await anotherDatabase();
        const settings = { DATABASE_URL: direct.url, NETWORK: 'preview' };
        expect(await ranHere(['replay', file], { settings })).toMatchObject({ exitCode: 0 });
        expect(await tableHashes(database.pool), name).toEqual(await tableHashes(direct.pool));
      }
    },
  );
});
