import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../../packages/local-cloud/src/postgres/index.ts';
import { systemClock } from '../../../packages/shared-utils/src/clock/index.ts';
import { openPool } from '../../../packages/shared-utils/src/pg/index.ts';
import { migrate } from '../../../packages/store/src/index.ts';
import { projectRoot } from '../../../scripts/project-node.mjs';

/** A PostgreSQL with fsync as in production, empty databases on it, and processes that work on them. */
export interface BenchStage {
  readonly folder: string;
  /** A migrated database of its own; answers its URL. */
  database(name: string): Promise<string>;
  /** One without a table. */
  emptyDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

export async function startBenchStage(): Promise<BenchStage> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-bench-chain-'));
  const server = await startPostgres({ dataDir: join(folder, 'pg') });
  const urlOf = (name: string): string => Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
  const admin = openPool({ connectionString: server.url, applicationName: 'bench', max: 1 });
  const stop = async (): Promise<void> => {
    await admin.end();
    await server.stop();
    await rm(folder, { recursive: true });
  };
  try {
    await admin.query('create database template_chain');
    await migrate(urlOf('template_chain'));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder,
    database: async (name) => {
      await admin.query(`create database ${name} template template_chain`);
      return urlOf(name);
    },
    emptyDatabase: async (name) => {
      await admin.query(`create database ${name}`);
      return urlOf(name);
    },
    stop,
  };
}

/** The real oura-consumer, in a process of its own. */
export interface Consumer {
  /** of /ouraconsume */
  readonly url: URL;
  /** the most memory it ever held */
  peakRssMb(): Promise<number>;
  /** of the process so far: what neighbours on the machine cannot change */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

export async function startConsumer(settings: {
  readonly databaseUrl: string;
  /** a known network or a network/1 file */
  readonly network: string;
}): Promise<Consumer> {
  const port = await freePort();
  return started(port, ['packages/oura-consumer/src/main.ts'], {
    DATABASE_URL: settings.databaseUrl,
    NETWORK: settings.network,
    OURA_CONSUMER_PORT: String(port),
    LOG_LEVEL: 'warn',
  });
}

/** The backend before ours, in a process of its own, on a database without a table. */
export async function startOldConsumer(databaseUrl: string): Promise<Consumer> {
  const port = await freePort();
  return started(port, ['test/bench/chain/old-consumer.ts', databaseUrl, String(port)], {});
}

async function started(
  port: number,
  [script = '', ...args]: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Consumer> {
  const child = spawn(process.execPath, [join(projectRoot, script), ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], ...settings },
    // What it logs is for people: stdout holds the figures.
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  await untilReady(child, port);
  return {
    url: new URL(`http://127.0.0.1:${port}/ouraconsume`),
    peakRssMb: () => peakRssMbOf(child.pid ?? 0),
    cpuSeconds: () => cpuSecondsOf(child.pid ?? 0),
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGINT');
      await closed;
    },
  };
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the consumer ended with ${child.exitCode} before it was ready`);
    const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
    if (ready?.ok === true) return;
    await systemClock.waitMs(50);
  }
}

async function peakRssMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** The kernel counts in ticks, of which Linux tells programs there are 100 a second. */
async function cpuSecondsOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
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
