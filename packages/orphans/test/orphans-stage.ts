import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { customNetwork, networkText } from '@pooltool/domain';
import { startPostgres } from '@pooltool/local-cloud/postgres';
import { openPool, type Pool } from '@pooltool/shared-utils/pg';
import { claimNetwork, migrate } from '@pooltool/store';
import { onTestFinished } from 'vitest';

export const network = customNetwork({
  name: 'smallnet',
  magic: 7,
  systemStartMs: Date.UTC(2024, 0, 1),
  epochLength: 100,
});

export interface OrphansStage {
  readonly pool: Pool;
  /** The daemon as a process of its own. */
  daemon(): { readonly child: ChildProcess; readonly ended: Promise<unknown>; readonly ready: Promise<unknown> };
  /** PostgreSQL is killed, and comes back on its folder and port. */
  restartPostgres(): Promise<void>;
}

/** A PostgreSQL of its own, which may be killed; gone with the test. */
export async function openOrphansStage(): Promise<OrphansStage> {
  const folder = await mkdtemp(join(tmpdir(), 'orphans-'));
  const dataDir = join(folder, 'data');
  let postgres = await startPostgres({ dataDir });
  const pool = openPool({
    connectionString: postgres.url,
    applicationName: 'orphans-test',
    onConnectionLost: () => {},
  });
  const running = new Set<ChildProcess>();
  onTestFinished(async () => {
    for (const child of running) child.kill('SIGKILL');
    await pool.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await migrate(postgres.url);
  await claimNetwork(pool, network);
  await writeFile(join(folder, 'network.json'), networkText(network));
  const env = { DATABASE_URL: postgres.url, NETWORK: join(folder, 'network.json'), ORPHANS_PORT: '0' };
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
    restartPostgres: async () => {
      await postgres.kill();
      postgres = await startPostgres({ dataDir, port: postgres.port });
    },
  };
}
