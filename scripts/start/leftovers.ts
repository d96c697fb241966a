import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A socket's path holds some hundred characters and no more. */
const LONGEST_HOME = 80;

/** PM2's folder of a run: inside the run's, or, where that path is too long for PM2's sockets, in the temporary one. */
export function pm2HomeOf(folder: string): string {
  const inside = join(folder, 'pm2');
  if (inside.length <= LONGEST_HOME) return inside;
  return join(tmpdir(), `pooltool-pm2-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`);
}

const PATIENCE_MS = 20_000;
const POLL_MS = 50;

/**
 * Ends what an earlier run with this PM2 folder left behind because it was killed: PM2, which stops its daemons, and
 * daemons that lost their PM2. A process id may be somebody else's by now, so each has to show that it is ours.
 */
export async function stopLeftovers(home: string): Promise<void> {
  const pm2 = await ownPid(join(home, 'pm2.pid'), home);
  if (pm2 !== null) await end(pm2);
  const files = await readdir(join(home, 'pids')).catch(() => []);
  const daemons = await Promise.all(files.map((file) => ownPid(join(home, 'pids', file), home)));
  await Promise.all(daemons.filter((pid) => pid !== null).map(end));
  for (const file of ['pm2.pid', 'rpc.sock', 'pub.sock', 'pids'])
    await rm(join(home, file), { recursive: true, force: true });
}

/** The process of a pid file, when it lives and its environment names this PM2 folder (as Linux tells it). */
async function ownPid(file: string, home: string): Promise<number | null> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (!Number.isSafeInteger(pid) || pid <= 1) return null;
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  return environment.split('\0').includes(`PM2_HOME=${home}`) ? pid : null;
}

async function end(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    if (!sent(pid, signal)) return;
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += POLL_MS) {
      if (!sent(pid, 0)) return;
      await sleep(POLL_MS);
    }
  }
}

function sent(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
