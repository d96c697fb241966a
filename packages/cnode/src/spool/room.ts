import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nullIfAbsent } from './folder-look.ts';

/** Bytes of everything below a folder. What vanishes meanwhile counts nothing. */
export async function bytesBelow(folder: string): Promise<number> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true }).catch(nullIfAbsent)) ?? [];
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => (await stat(join(parentPath, name)).catch(nullIfAbsent))?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

interface Waiting {
  readonly name: string;
  /** null when its first bytes do not tell */
  readonly epoch: number | null;
}

/**
 * Of dumps that wait, in order, those that nobody misses: neither the first of its epoch, which says the most about its
 * beginning, nor the last, which is there in case the first cannot be read.
 */
export const superfluous = <Dump extends Waiting>(waiting: readonly Dump[]): Dump[] =>
  waiting.filter(
    ({ epoch }, at) =>
      epoch !== null &&
      waiting.slice(0, at).some((before) => before.epoch === epoch) &&
      waiting.slice(at + 1).some((after) => after.epoch === epoch),
  );
