import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../../packages/local-cloud/src/postgres/index.ts';
import { type ObjectStore, openObjectStore } from '../../../packages/shared-utils/src/aws/index.ts';
import { systemClock } from '../../../packages/shared-utils/src/clock/index.ts';
import { openPool, type Pool } from '../../../packages/shared-utils/src/pg/index.ts';
import { migrate } from '../../../packages/store/src/index.ts';
import { projectRoot } from '../../../scripts/project-node.mjs';

const BUCKET = 'bench';
const ACCESS = { accessKeyId: 'bench', secretAccessKey: 'bench' };

/** A PostgreSQL, an object store, and the daemon, each in processes of their own. */
export interface EpochStage<Past = unknown> {
  /** what `furnish` answered */
  readonly past: Past;
  readonly dataDir: string;
  readonly pool: Pool;
  readonly objects: ObjectStore;
  /** of PostgreSQL's first process, whose children do the work */
  readonly postmaster: number;
  /** what every daemon has to be told: database, network, object store */
  readonly settings: Readonly<Record<string, string>>;
  /** An empty database beside the migrated one; answers its URL. */
  emptyDatabase(name: string): Promise<string>;
  /** Resolves when it is ready. */
  startDaemon(): Promise<Daemon>;
  stop(): Promise<void>;
}

/** The real epoch-processing. */
export interface Daemon {
  readonly pid: number;
  /** @throws Error when it has ended by itself */
  expectAlive(): void;
  stop(): Promise<void>;
}

/**
 * `furnish` fills the migrated database before the stage begins, on a server that spares the disk: no fsync, and no log of
 * what is copied. From then on it is one with fsync, as in production.
 */
export async function startEpochStage<Past>(furnish: (pool: Pool) => Promise<Past>): Promise<EpochStage<Past>> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-bench-epoch-'));
  const dataDir = join(folder, 'pg');
  try {
    const past = await furnished(dataDir, furnish);
    return { past, ...(await startOn({ folder, dataDir })) };
  } catch (error) {
    await rm(folder, { recursive: true });
    throw error;
  }
}

async function furnished<Past>(dataDir: string, furnish: (pool: Pool) => Promise<Past>): Promise<Past> {
  const sparing = { wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '4GB' };
  const server = await startPostgres({ dataDir, durable: false, settings: sparing });
  try {
    await migrate(server.url);
    const pool = openPool({ connectionString: server.url, applicationName: 'bench' });
    try {
      return await furnish(pool);
    } finally {
      await pool.end();
    }
  } finally {
    await server.stop();
  }
}

/** As docs/operations.md has it for the DATABASE server: no checkpoint in the middle of an epoch's work. */
const AS_IN_PRODUCTION = { shared_buffers: '256MB', max_wal_size: '8GB', checkpoint_timeout: '30min' };

async function startOn({ folder, dataDir }: { folder: string; dataDir: string }): Promise<Omit<EpochStage, 'past'>> {
  const server = await startPostgres({ dataDir, settings: AS_IN_PRODUCTION });
  const store = await startStoreProcess(join(folder, 's3'));
  const objects = openObjectStore({ endpoint: store.url, region: 'local', bucket: BUCKET, ...ACCESS, count: () => {} });
  const pool = openPool({ connectionString: server.url, applicationName: 'bench' });
  const stop = async (): Promise<void> => {
    await pool.end();
    objects.close();
    await store.stop();
    await server.stop();
  };
  try {
    const settings = settingsFor({ databaseUrl: server.url, objectStoreUrl: store.url });
    const [pid = ''] = (await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n');
    return {
      dataDir: server.dataDir,
      pool,
      objects,
      postmaster: Number(pid),
      settings,
      emptyDatabase: async (name) => {
        await pool.query(`create database ${name}`);
        return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
      },
      startDaemon: () => startDaemon(settings),
      stop: async () => {
        await stop();
        await rm(folder, { recursive: true });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startStoreProcess(dataDir: string) {
  const script = join(projectRoot, 'test/bench/epoch/object-store-process.ts');
  const child = spawn(process.execPath, [script, BUCKET, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  const first: unknown[] = await Promise.race([once(child.stdout, 'data'), closed]);
  const url = String(first[0]).trim();
  if (!url.startsWith('http')) throw new Error(`the object store did not start: ${url}`);
  return {
    url,
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

const settingsFor = ({ databaseUrl, objectStoreUrl }: { databaseUrl: string; objectStoreUrl: string }) => ({
  DATABASE_URL: databaseUrl,
  NETWORK: 'mainnet',
  OBJECT_STORE_ENDPOINT: objectStoreUrl,
  OBJECT_STORE_REGION: 'local',
  OBJECT_STORE_BUCKET: BUCKET,
  OBJECT_STORE_ACCESS_KEY_ID: ACCESS.accessKeyId,
  OBJECT_STORE_SECRET_ACCESS_KEY: ACCESS.secretAccessKey,
});

async function startDaemon(settings: Readonly<Record<string, string>>) {
  const port = await freePort();
  const child = spawn(process.execPath, [join(projectRoot, 'packages/epoch-processing/src/main.ts')], {
    cwd: tmpdir(),
    env: {
      PATH: process.env['PATH'],
      ...settings,
      EPOCH_PROCESSING_PORT: String(port),
      // The synthetic epoch was paid long ago; people are told of it all the same.
      TELL_REWARDS_WITHIN: '36500d',
      LOG_LEVEL: 'warn',
    },
    // What it logs is for people: stdout holds the figures.
    stdio: ['ignore', process.stderr, 'inherit'],
  });
  await untilReady(child, port);
  return {
    pid: child.pid ?? 0,
    expectAlive: () => {
      if (child.exitCode !== null) throw new Error(`epoch-processing ended with ${child.exitCode}`);
    },
    stop: async () => {
      if (child.exitCode !== null) return;
      const closed = once(child, 'close');
      child.kill('SIGINT');
      await closed;
    },
  };
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`epoch-processing ended with ${child.exitCode} before it was ready`);
    const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null);
    if (ready?.ok === true) return;
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
