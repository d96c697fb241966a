import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkText } from '@pooltool/domain';
import { startObjectStore } from '@pooltool/local-cloud';
import { arrivalsAfter } from '@pooltool/store';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { DEVNET as DUMPS, ifPresent, samplePath, samplesAbsent } from '../../cnode/test/dump/samples.ts';
import { DEVNET, SECRET } from './cnode-api-server.ts';

let database: TestDatabase;
let s3: Awaited<ReturnType<typeof startObjectStore>>;
let folder: string;
let environment: Record<string, string>;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  database = await createTestDatabase();
  s3 = await startObjectStore({ buckets: ['pooltool'] });
  folder = await mkdtemp(join(tmpdir(), 'pooltool-flow-'));
  await mkdir(join(folder, 'dumps'));
  await writeFile(join(folder, 'network.json'), networkText(DEVNET));
  const port = await freePort();
  environment = {
    DATABASE_URL: database.url,
    NETWORK: join(folder, 'network.json'),
    OBJECT_STORE_ENDPOINT: s3.url,
    CNODE_API_SECRET: SECRET,
    CNODE_API_PORT: String(port),
    CNODE_API_URL: `http://127.0.0.1:${port}`,
    CNODE_DUMP_FOLDER: join(folder, 'dumps'),
    CNODE_DUMP_SETTLE: '50ms',
    CNODE_PORT: '0',
  };
});
afterAll(async () => {
  await Promise.all([...running].map(kill));
  await s3.stop();
  await database.close();
  await rm(folder, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

interface Daemon {
  readonly process: ChildProcess;
  /** Resolves when the daemon logs this event; fails when it ends before. */
  logs(event: string): Promise<void>;
}

function start(name: 'cnode' | 'cnode-api'): Daemon {
  const main = join(import.meta.dirname, `../../${name}/src/main.ts`);
  const daemon = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(daemon);
  let text = '';
  daemon.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const logs = (event: string): Promise<void> =>
    vi.waitFor(
      () => {
        if (!text.includes(`"event":"${event}"`)) throw new Error(`${name} did not log ${event}:\n${text}`);
      },
      { timeout: 30_000, interval: 5 },
    );
  return { process: daemon, logs };
}

async function kill(daemon: ChildProcess): Promise<void> {
  running.delete(daemon);
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  daemon.kill('SIGKILL');
  await once(daemon, 'exit');
}

async function stop({ process: daemon }: Daemon): Promise<number | null> {
  running.delete(daemon);
  daemon.kill('SIGTERM');
  await once(daemon, 'exit');
  return daemon.exitCode;
}

const handedOver = (count: number): Promise<void> =>
  vi.waitFor(async () => expect(await readdir(join(folder, 'dumps/done'))).toHaveLength(count), {
    timeout: 60_000,
    interval: 50,
  });

describe.skipIf(samplesAbsent)(`the daemons as processes${ifPresent}`, () => {
  test('hand three dumps over, each once, while both are killed again and again', async () => {
    const api = start('cnode-api');
    await api.logs('daemon.started');
    for (const dump of DUMPS) await copyFile(samplePath(dump), join(folder, 'dumps', dump));

    for (const event of ['daemon.started', 'ledger-dump.prepared', 'ledger-dump.handed-over']) {
      const doomed = start('cnode');
      await doomed.logs(event);
      await kill(doomed.process);
    }
    await kill(api.process);
    const last = start('cnode');
    await last.logs('ledger-dump.waits');
    const apiAgain = start('cnode-api');
    await handedOver(3);

    const arrivals = await arrivalsAfter(database.pool, 0n);
    expect(arrivals.map(({ sequence, arrival }) => [sequence, arrival.epoch])).toEqual([
      [1n, 0],
      [2n, 1],
      [3n, 2],
    ]);
    expect(await readdir(join(folder, 'dumps/taken'))).toEqual([]);
    expect([await stop(last), await stop(apiAgain)]).toEqual([0, 0]);
  });
});
