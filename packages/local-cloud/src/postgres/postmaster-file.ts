import { execFile } from 'node:child_process';
import { readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { localPostgresFailed, localPostgresInUse } from './errors.ts';

const run = promisify(execFile);
const POLL_MS = 25;
/** A fast shutdown writes a checkpoint first. */
const FAST_SHUTDOWN_MS = 30_000;

const launcherFile = (dataDir: string): string => join(dataDir, 'pooltool-launcher.pid');

/** Notes who started the server, so that a later start can tell an orphan from a server in use. */
export const writeLauncher = (dataDir: string): Promise<void> => writeFile(launcherFile(dataDir), `${process.pid}\n`);

/**
 * Makes a data folder free to start on: a server whose launcher was killed is stopped, a lock file whose process is
 * gone, or is some other program by now, is removed. @throws POOLTOOL_LOCAL_POSTGRES_IN_USE when the launcher lives.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const pid = await firstNumber(join(dataDir, 'postmaster.pid'));
  if (pid === undefined) return;
  if (!isAlive(pid) || !(await worksIn(pid, dataDir))) {
    await rm(join(dataDir, 'postmaster.pid'), { force: true });
    return;
  }
  const launcher = await firstNumber(launcherFile(dataDir));
  if (launcher !== undefined && (await parentOf(pid)) === launcher) {
    throw localPostgresInUse({
      message: `process ${launcher} keeps its PostgreSQL (process ${pid}) in ${dataDir}: stop it first`,
      details: { dataDir, launcher, pid },
    });
  }
  process.kill(pid, 'SIGINT');
  if (!(await goneWithin(pid, FAST_SHUTDOWN_MS))) {
    throw localPostgresFailed({ message: `PostgreSQL process ${pid} in ${dataDir} was left behind and does not stop` });
  }
}

async function goneWithin(pid: number, patienceMs: number): Promise<boolean> {
  for (let waitedMs = 0; isAlive(pid); waitedMs += POLL_MS) {
    if (waitedMs >= patienceMs) return false;
    await sleep(POLL_MS);
  }
  return true;
}

async function firstNumber(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const number = Number.parseInt(text, 10);
  return Number.isSafeInteger(number) && number > 1 ? number : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A postmaster's working folder is its data folder: process ids are reused, this is not. */
async function worksIn(pid: number, dataDir: string): Promise<boolean> {
  if (process.platform === 'linux') {
    return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === (await realpath(dataDir));
  }
  const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]);
  return stdout.includes('postgres');
}

async function parentOf(pid: number): Promise<number> {
  if (process.platform === 'linux') {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0);
  }
  const { stdout } = await run('ps', ['-o', 'ppid=', '-p', String(pid)]);
  return Number(stdout);
}
