import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localPostgresFailed, localPostgresInUse } from './errors.ts';
import { isAlive, isPostmasterOf, parentOf } from './process-state.ts';

const POLL_MS = 25;
/** A fast shutdown writes a checkpoint first. */
const FAST_SHUTDOWN_MS = 30_000;

const launcherFile = (dataDir: string): string => join(dataDir, 'pooltool-launcher.pid');

/** Notes who starts the server, so that a later start can tell an orphan from a server in use. */
export const writeLauncher = (dataDir: string): Promise<void> => writeFile(launcherFile(dataDir), `${process.pid}\n`);

/**
 * Makes a data folder free to start on: a server whose launcher was killed is stopped, and a lock file whose process
 * id belongs to some other program by now is removed. A lock file whose process is dead stays: PostgreSQL needs it to
 * see whether children of a killed server still use its shared memory.
 * @throws POOLTOOL_LOCAL_POSTGRES_IN_USE when the launcher lives.
 */
export async function stopOrphan(dataDir: string): Promise<void> {
  const lockFile = join(dataDir, 'postmaster.pid');
  const pid = await firstNumber(lockFile);
  if (pid === undefined || !isAlive(pid)) return;
  if (!(await isPostmasterOf(pid, dataDir))) {
    await rm(lockFile, { force: true });
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
  for (let waitedMs = 0; await isPostmasterOf(pid, dataDir); waitedMs += POLL_MS) {
    if (waitedMs >= FAST_SHUTDOWN_MS) {
      throw localPostgresFailed({
        message: `PostgreSQL process ${pid} in ${dataDir} was left behind and does not stop`,
      });
    }
    await sleep(POLL_MS);
  }
}

/** Process id on a file's first line, or undefined when there is no such file. */
async function firstNumber(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const number = Number.parseInt(text, 10);
  return Number.isSafeInteger(number) && number > 1 ? number : undefined;
}
