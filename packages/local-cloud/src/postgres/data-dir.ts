import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Binaries } from './binaries.ts';
import { localPostgresFailed } from './errors.ts';
import type { RunAs } from './ordinary-user.ts';
import { stopOrphan } from './postmaster-file.ts';
import { isAlive } from './process-state.ts';
import { runProgram } from './run-program.ts';

const POSTGRES_MAJOR = '18';
const TEMPORARY_PREFIX = 'pooltool-postgres-';
/** Containers often give /dev/shm 64 MB; a database needs room. */
const ROOM_NEEDED_BYTES = 2 * 1024 ** 3;

/**
 * A new temporary folder to hold a data folder, in memory where there is room. What earlier runs left there because
 * they were killed is stopped and removed on the way.
 */
export async function makeTemporaryFolder({ user }: RunAs): Promise<string> {
  const root = (await freeBytes('/dev/shm')) >= ROOM_NEEDED_BYTES ? '/dev/shm' : tmpdir();
  for (const name of await readdir(root)) {
    if (name.startsWith(TEMPORARY_PREFIX)) await sweep(join(root, name));
  }
  const folder = await mkdtemp(join(root, `${TEMPORARY_PREFIX}${process.pid}-`));
  if (user !== undefined) await giveTo(folder, user);
  return folder;
}

/** Removes a temporary folder unless the process that made it, named in the folder's name, lives. */
async function sweep(folder: string): Promise<void> {
  const maker = Number(/-(\d+)-[^-]*$/.exec(folder)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(maker) || isAlive(maker)) return;
  try {
    await stopOrphan(join(folder, 'data'));
    await removeFolder(folder);
  } catch {
    // Another user's, or another run sweeps it this moment: not ours to insist.
  }
}

export const removeFolder = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });

/**
 * Makes the data folder unless it is one. initdb runs beside it and the result is moved into place, so a kill in the
 * middle leaves nothing that looks like a database.
 */
export async function ensureDataDir(
  on: { binaries: Binaries; runAs: RunAs; log: (line: string) => void },
  dataDir: string,
  { durable }: { durable: boolean },
): Promise<void> {
  const version = await readFile(join(dataDir, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined) {
    if (version.trim() !== POSTGRES_MAJOR) {
      throw localPostgresFailed({
        message: `${dataDir} was made by PostgreSQL ${version.trim()}, this is ${POSTGRES_MAJOR}: move it away or use its own PostgreSQL by DATABASE_URL`,
      });
    }
    if (on.runAs.user !== undefined) await giveTo(dataDir, on.runAs.user);
    return;
  }
  await mkdir(dirname(resolve(dataDir)), { recursive: true });
  const fresh = `${resolve(dataDir)}.initdb-${process.pid}`;
  await removeFolder(fresh);
  await mkdir(fresh, { mode: 0o700 });
  if (on.runAs.user !== undefined) await giveTo(fresh, on.runAs.user);
  await initdb(on, fresh, durable);
  await rename(fresh, dataDir);
}

async function initdb(
  on: { binaries: Binaries; runAs: RunAs; log: (line: string) => void },
  folder: string,
  durable: boolean,
): Promise<void> {
  const program = runProgram(on, on.binaries.initdb, [
    `--pgdata=${folder}`,
    '--username=postgres',
    // Reachable from this machine only, and never for production, whose PostgreSQL is named by DATABASE_URL.
    '--auth=trust',
    '--encoding=UTF8',
    // Text sorts by code point on every machine, whatever locales it has.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ]);
  const exit = await program.exited;
  if (exit !== 0) {
    await removeFolder(folder);
    throw localPostgresFailed({ message: `initdb ended with ${exit}: ${program.lastLines()}`, details: { folder } });
  }
}

async function giveTo(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  await chown(folder, uid, gid);
  for (const entry of await readdir(folder, { recursive: true })) await chown(join(folder, entry), uid, gid);
}

async function freeBytes(folder: string): Promise<number> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
}
