import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkText } from '@pooltool/domain';
import { startPostgres } from '@pooltool/local-cloud/postgres';
import { inTransaction, openPool, type Pool } from '@pooltool/shared-utils/pg';
import { claimNetwork, migrate } from '@pooltool/store';
import { onTestFinished, vi } from 'vitest';
import { tipNetwork } from './small-tips.ts';

export interface Daemon {
  readonly child: ChildProcess;
  /** its exit code */
  readonly ended: Promise<unknown>;
  readonly ready: Promise<unknown>;
}

export interface DaemonStage {
  readonly pool: Pool;
  /** The daemon as a process of its own. */
  daemon(): Daemon;
  /** Kills the daemon while its pass waits for this table, which is given free again when the process is gone. */
  killAt(table: string, daemon: Daemon, before: () => Promise<void>): Promise<void>;
  /** PostgreSQL is killed, and comes back on its folder and port with everything it answered. */
  restartPostgres(): Promise<void>;
}

const KEEPS_ANSWERS = { durable: false, settings: { synchronous_commit: 'on' } } as const;
const PATIENCE = { timeout: 30_000, interval: 20 };

/** A PostgreSQL of its own, which may be killed; gone with the test. */
export async function openDaemonStage(): Promise<DaemonStage> {
  const folder = await mkdtemp(join(tmpdir(), 'tips-'));
  const dataDir = join(folder, 'data');
  let postgres = await startPostgres({ dataDir, ...KEEPS_ANSWERS });
  const pool = openPool({ connectionString: postgres.url, applicationName: 'tips-test', onConnectionLost: () => {} });
  const running = new Set<ChildProcess>();
  onTestFinished(async () => {
    for (const child of running) child.kill('SIGKILL');
    await pool.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await migrate(postgres.url);
  await claimNetwork(pool, tipNetwork);
  await writeFile(join(folder, 'network.json'), networkText(tipNetwork));
  const env = { DATABASE_URL: postgres.url, NETWORK: join(folder, 'network.json'), TIPS_PORT: '0' };
  return {
    pool,
    daemon: () => {
      const child = fork(join(import.meta.dirname, '../src/main.ts'), {
        env,
        execArgv: [],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      running.add(child);
      const ended = once(child, 'close').then(([code]: unknown[]) => {
        running.delete(child);
        return code;
      });
      return { child, ended, ready: once(child, 'message') };
    },
    killAt: (table, { child, ended }, before) =>
      inTransaction(pool, async (tx) => {
        await tx.query(`lock table ${table} in access exclusive mode`);
        await before();
        await vi.waitFor(async () => {
          const { rows } = await pool.query(`select from pg_locks where relation = $1::regclass and not granted`, [
            table,
          ]);
          if (rows.length === 0) throw new Error(`nobody waits for ${table}`);
        }, PATIENCE);
        child.kill('SIGKILL');
        await ended;
      }),
    restartPostgres: async () => {
      await postgres.kill();
      postgres = await startPostgres({ dataDir, port: postgres.port, ...KEEPS_ANSWERS });
    },
  };
}
