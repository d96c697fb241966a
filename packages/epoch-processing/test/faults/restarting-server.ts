import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@pooltool/local-cloud/postgres';
import { openPool } from '@pooltool/shared-utils/pg';
import { migrate } from '@pooltool/store';
import type { TestDatabase } from '@pooltool/store/testing';
import { onServer } from '../../../store/src/testing/on-server.ts';

/** `kill`: SIGKILL. `stop`: sessions are ended, everything is on disk. */
export type RestartWay = 'kill' | 'stop';

/** What is answered is kept when PostgreSQL is killed; a power cut is not tried, so nothing waits for the disk. */
const SETTINGS = { durable: false, settings: { synchronous_commit: 'on' } } as const;

/** A PostgreSQL of this file's own that goes down and comes back on its port, and keeps what it answered. */
export interface RestartingServer {
  /** as `createTestDatabase`, on this server */
  create(options?: { readonly like?: TestDatabase }): Promise<TestDatabase>;
  /** goes down, and comes back by itself; while it is on its way nothing more happens */
  restart(way: RestartWay): void;
  readonly restarts: number;
  /** until it is back */
  isBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startRestartingServer(): Promise<RestartingServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pooltool-epoch-restarts-'));
  const dataDir = join(folder, 'data');
  let server = await startPostgres({ dataDir, ...SETTINGS });
  const { url: serverUrl, port } = server;
  let restarts = 0;
  let away: Promise<void> | null = null;

  async function goAndComeBack(way: RestartWay): Promise<void> {
    await server[way]();
    server = await startPostgres({ dataDir, port, ...SETTINGS });
    away = null;
  }

  return {
    async create({ like } = {}) {
      const name = `test_${randomBytes(6).toString('hex')}`;
      const template = like === undefined ? 'template1' : new URL(like.url).pathname.slice(1);
      await onServer(serverUrl, `create database ${name} template ${template}`);
      const url = new URL(serverUrl);
      url.pathname = `/${name}`;
      if (like === undefined) await migrate(url.href);
      const pool = openPool({ connectionString: url.href, applicationName: name });
      const close = async () => {
        await pool.end();
        await onServer(serverUrl, `drop database if exists ${name} with (force)`);
      };
      return { pool, url: url.href, close };
    },
    restart(way) {
      if (away !== null) return;
      restarts += 1;
      away = goAndComeBack(way);
    },
    get restarts() {
      return restarts;
    },
    async isBack() {
      await away;
    },
    async close() {
      await away;
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
