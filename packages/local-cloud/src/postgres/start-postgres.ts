import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseUnreachable, openPool } from '@pooltool/shared-utils/pg';
import { type Binaries, findBinaries } from './binaries.ts';
import { ensureDataDir, makeTemporaryFolder, removeFolder } from './data-dir.ts';
import { localPostgresFailed } from './errors.ts';
import { freePort } from './free-port.ts';
import { ordinaryUser, type RunAs } from './ordinary-user.ts';
import { stopOrphan, writeLauncher } from './postmaster-file.ts';
import { type Program, runProgram } from './run-program.ts';

export interface StartPostgresOptions {
  /** Kept when given; absent: temporary, in memory where there is room, removed by `stop`. */
  readonly dataDir?: string;
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Survives a power cut: fsync and all. True when `dataDir` is given. */
  readonly durable?: boolean;
  /** postgresql.conf settings, over ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Every line the server writes. */
  readonly log?: (line: string) => void;
}

export interface LocalPostgres {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Fast shutdown: sessions are ended, everything is on disk; a temporary folder is removed. Safe to call twice. */
  stop(): Promise<void>;
  /** SIGKILL to the postmaster, as the kernel would when memory is short: for fault tests. The folder stays. */
  kill(): Promise<void>;
}

/** After a kill -9 of the postmaster its children need about a second to leave the shared memory. */
const LEAVING_PATIENCE_MS = 15_000;
const POLL_MS = 20;
const STILL_LEAVING = /lock file "postmaster\.pid" already exists|pre-existing shared memory block/;
const PORT_TAKEN = /could not bind IPv4 address|Address already in use/;
const IMMEDIATE_SHUTDOWN_AFTER_MS = 30_000;

/**
 * PostgreSQL 18 on 127.0.0.1, from the binaries npm brought, as root or as an ordinary user. Resolves when it answers.
 * What a killed launcher left behind on the same folder is stopped first.
 * @throws POOLTOOL_LOCAL_POSTGRES_ABSENT, POOLTOOL_LOCAL_POSTGRES_IN_USE, POOLTOOL_LOCAL_POSTGRES_FAILED
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<LocalPostgres> {
  const on = { binaries: await findBinaries(), runAs: await ordinaryUser(), log: options.log ?? (() => {}) };
  const temporary = options.dataDir === undefined ? await makeTemporaryFolder(on.runAs) : undefined;
  const dataDir = resolve(temporary === undefined ? (options.dataDir ?? '') : join(temporary, 'data'));
  const durable = options.durable ?? temporary === undefined;
  const removeTemporary = async (): Promise<void> => {
    if (temporary !== undefined) await removeFolder(temporary);
  };
  try {
    await ensureDataDir(on, dataDir, { durable });
    await stopOrphan(dataDir);
    await writeLauncher(dataDir);
    const { server, port, url } = await startServer(on, dataDir, {
      port: options.port ?? 0,
      settings: { ...ourSettings(durable), ...options.settings },
    });
    const stopAtExit = (): void => void server.process.kill('SIGINT');
    process.once('exit', stopAtExit);
    void server.exited.then(() => process.off('exit', stopAtExit));
    return {
      url,
      port,
      dataDir,
      stop: async () => {
        await shutDown(server);
        await removeTemporary();
      },
      kill: async () => {
        server.process.kill('SIGKILL');
        await server.exited;
      },
    };
  } catch (error) {
    await removeTemporary();
    throw error;
  }
}

function ourSettings(durable: boolean): Record<string, string> {
  const always = {
    listen_addresses: '127.0.0.1',
    // No socket file: its path may have 107 bytes at most, and data folders are deep.
    unix_socket_directories: '',
    timezone: 'UTC',
    max_connections: '200',
  };
  const hasty = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_wal_size: '4GB' };
  return durable ? always : { ...always, ...hasty };
}

type On = { binaries: Binaries; runAs: RunAs; log: (line: string) => void };

/** Starts postgres until it answers: again while a killed one's children leave, and on another port when ours is taken. */
async function startServer(
  on: On,
  dataDir: string,
  { port: wanted, settings }: { port: number; settings: Readonly<Record<string, string>> },
): Promise<{ server: Program; port: number; url: string }> {
  const giveUp = AbortSignal.timeout(LEAVING_PATIENCE_MS);
  for (;;) {
    const port = wanted === 0 ? await freePort() : wanted;
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    const args = Object.entries({ ...settings, port: String(port) }).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]);
    const server = runProgram(on, on.binaries.postgres, ['-D', dataDir, ...args]);
    if (await answers(server, url, dataDir)) return { server, port, url };
    const why = server.lastLines();
    const worthAnother = STILL_LEAVING.test(why) || (wanted === 0 && PORT_TAKEN.test(why));
    if (!worthAnother || giveUp.aborted) {
      throw localPostgresFailed({ message: `postgres ended before it answered: ${why}`, details: { dataDir, port } });
    }
    await sleep(POLL_MS * 5);
  }
}

/**
 * True once our server answers, false when it ended first; on a port that was taken, somebody else's may answer, so
 * the data folder is compared. Recovery after a crash may take its time.
 */
async function answers(server: Program, url: string, dataDir: string): Promise<boolean> {
  const pool = openPool({ connectionString: url, applicationName: 'local-cloud', max: 1 });
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  try {
    while (!ended) {
      try {
        const { rows } = await pool.query<{ folder: string }>(`select current_setting('data_directory') as folder`);
        if (rows[0]?.folder === dataDir) return !ended;
      } catch (error) {
        if (!databaseUnreachable.is(error)) throw error;
      }
      await Promise.race([sleep(POLL_MS), server.exited]);
    }
    return false;
  } finally {
    await pool.end();
  }
}

async function shutDown(server: Program): Promise<void> {
  server.process.kill('SIGINT');
  const impatience = setTimeout(() => server.process.kill('SIGQUIT'), IMMEDIATE_SHUTDOWN_AFTER_MS);
  await server.exited;
  clearTimeout(impatience);
}
