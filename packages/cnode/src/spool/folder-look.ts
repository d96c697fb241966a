import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Look } from './whole.ts';

/** The files of a folder, without its folders. One that vanishes meanwhile is not among them. */
export async function lookInto(folder: string): Promise<Look[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const looks = await Promise.all(entries.filter((entry) => entry.isFile()).map(({ name }) => lookAt(folder, name)));
  return looks.filter((look) => look !== null);
}

async function lookAt(folder: string, name: string): Promise<Look | null> {
  const found = await stat(join(folder, name)).catch(nullIfAbsent);
  if (found === null) return null;
  const { ino, birthtimeMs, size, mtimeMs } = found;
  // An inode is given out again as soon as its file is gone; together with the time of birth it is one file for life.
  const identity = birthtimeMs > 0 ? `${ino}:${birthtimeMs}` : null;
  return { name, identity, bytes: size, modifiedMs: mtimeMs };
}

/** For what may be gone by now. */
export function nullIfAbsent(error: unknown): null {
  if (isAbsent(error)) return null;
  throw error;
}

export const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
