import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '@pooltool/shared-utils/clock';
import type { Log } from '@pooltool/shared-utils/log';
import { FEED_MARK, markOf, type OuraFeed } from './feed.ts';

interface EndOrphans {
  readonly feed: OuraFeed;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const GRACE_MS = 10_000;
const LOOK_MS = 100;

/**
 * Ends every Oura of this feed that a killed daemon left running: two of them would tell the consumer everything twice
 * and each stand in the other's way. Only those that we started are known by their mark. Resolves when they are gone.
 */
export async function endOrphans({ feed, clock, log, signal }: EndOrphans): Promise<void> {
  const orphans = await processesMarked(markOf(feed));
  if (orphans.length === 0) return;
  log.warn({ pids: orphans }, 'oura.orphans-ended');
  const untilMs = clock.now() + GRACE_MS;
  for (let left = orphans; left.length > 0; left = await processesMarked(markOf(feed))) {
    for (const pid of left) end(pid, clock.now() >= untilMs ? 'SIGKILL' : 'SIGTERM');
    await clock.waitMs(LOOK_MS, signal);
  }
}

/** By the environment each was started with, as Linux shows it to its own user; elsewhere nobody is found. */
async function processesMarked(mark: string): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const wanted = `${FEED_MARK}=${mark}`;
  const marked = pids.map(async (pid) => {
    // Of other users, or gone meanwhile.
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
    return environment.split('\0').includes(wanted);
  });
  const isMarked = await Promise.all(marked);
  return pids.filter((_, at) => isMarked[at]);
}

function end(pid: number, by: NodeJS.Signals): void {
  try {
    process.kill(pid, by);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
