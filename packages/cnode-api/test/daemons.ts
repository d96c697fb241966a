import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Network, networkText } from '@pooltool/domain';
import { startObjectStore } from '@pooltool/local-cloud';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { vi } from 'vitest';
import { SECRET } from './cnode-api-server.ts';

export interface Daemon {
  readonly process: ChildProcess;
  /** all it has written so far, to either stream */
  text(): string;
  /** Resolves when the daemon has logged this event. */
  logs(event: string): Promise<void>;
}

/** Both daemons as processes, with a PostgreSQL and an object store that stay. */
export interface Daemons {
  readonly database: TestDatabase;
  readonly objectStoreUrl: string;
  readonly folder: string;
  /** the dump folder */
  readonly dumps: string;
  /** where cnode-api listens */
  readonly apiUrl: string;
  /** `more`: further settings; `nodeOptions`: of the process and its threads */
  start(name: 'cnode' | 'cnode-api', more?: Record<string, string>, nodeOptions?: readonly string[]): Daemon;
  kill(daemon: Daemon): Promise<void>;
  /** Asks it to end; its exit code. */
  stop(daemon: Daemon): Promise<number | null>;
  /** Until so many dumps are handed over. */
  handedOver(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function openDaemons(network: Network): Promise<Daemons> {
  const database = await createTestDatabase();
  const s3 = await startObjectStore({ buckets: ['pooltool'] });
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-flow-'));
  const dumps = join(folder, 'dumps');
  await mkdir(dumps);
  await writeFile(join(folder, 'network.json'), networkText(network));
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  const environment = {
    DATABASE_URL: database.url,
    NETWORK: join(folder, 'network.json'),
    OBJECT_STORE_ENDPOINT: s3.url,
    CNODE_API_SECRET: SECRET,
    CNODE_API_PORT: String(port),
    CNODE_API_URL: apiUrl,
    CNODE_DUMP_FOLDER: dumps,
    CNODE_DUMP_SETTLE: '50ms',
    CNODE_PORT: '0',
  };
  const running = new Set<Daemon>();
  const daemons: Daemons = {
    ...{ database, objectStoreUrl: s3.url, folder, dumps, apiUrl },
    start(name, more = {}, nodeOptions = []) {
      const main = join(import.meta.dirname, `../../${name}/src/main.ts`);
      const child = spawn(process.execPath, [...nodeOptions, main], {
        env: { ...environment, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const daemon = daemonOf(name, child);
      running.add(daemon);
      return daemon;
    },
    async kill(daemon) {
      running.delete(daemon);
      const { process: child } = daemon;
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    async stop(daemon) {
      running.delete(daemon);
      const { process: child } = daemon;
      child.kill('SIGTERM');
      await once(child, 'exit');
      return child.exitCode;
    },
    handedOver: (count) =>
      vi.waitFor(
        async () => {
          const done = await readdir(join(dumps, 'done'));
          if (done.length !== count) throw new Error(`${done.length} of ${count} dumps are handed over`);
        },
        { timeout: 60_000, interval: 20 },
      ),
    async close() {
      await Promise.all([...running].map((one) => daemons.kill(one)));
      await s3.stop();
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
  return daemons;
}

function daemonOf(name: string, child: ReturnType<typeof spawn>): Daemon {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  }
  return {
    process: child,
    text: () => text,
    logs: (event) =>
      vi.waitFor(
        () => {
          if (!text.includes(`"event":"${event}"`)) throw new Error(`${name} did not log ${event}:\n${text}`);
        },
        { timeout: 30_000, interval: 5 },
      ),
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
