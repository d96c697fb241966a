/** What the kernel says of processes: Linux only. */
import { readdir, readFile, writeFile } from 'node:fs/promises';

const KB_IN_MB = 1024;
/** The kernel counts in ticks, of which Linux tells programs there are 100 a second. */
const TICKS_PER_SECOND = 100;

/** The most memory a process held since it began, or since `forgetPeak`; 0 when it is ending. @throws Error ENOENT when it is gone */
export async function peakMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / KB_IN_MB;
}

/** From now on the peak is counted anew, from what the process holds now. */
export const forgetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, '5');

interface ProcessTimes {
  readonly parent: number;
  readonly ownSeconds: number;
  /** of children that have ended and were waited for */
  readonly endedChildrenSeconds: number;
}

async function timesOf(pid: number): Promise<ProcessTimes> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8'))
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  const seconds = (from: number): number => ((fields[from] ?? 0) + (fields[from + 1] ?? 0)) / TICKS_PER_SECOND;
  return { parent: fields[1] ?? 0, ownSeconds: seconds(11), endedChildrenSeconds: seconds(13) };
}

export const cpuSecondsOf = async (pid: number): Promise<number> => (await timesOf(pid)).ownSeconds;

/** A process with all its children, those that have ended included: what a PostgreSQL server has used in all. */
export async function cpuSecondsOfFamily(pid: number): Promise<number> {
  const { ownSeconds, endedChildrenSeconds } = await timesOf(pid);
  let seconds = ownSeconds + endedChildrenSeconds;
  for (const child of await childrenOf(pid)) {
    const times = await timesOf(child).catch(() => null);
    seconds += (times?.ownSeconds ?? 0) + (times?.endedChildrenSeconds ?? 0);
  }
  return seconds;
}

export async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // It may have ended since the folder was read.
    const times = await timesOf(Number(name)).catch(() => null);
    if (times?.parent === pid) children.push(Number(name));
  }
  return children;
}
