import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DumpItem } from './feed-item.ts';

/** Leaves a dump in the folder as a careful dump job does: under its name only when it is whole. */
export async function dropDump(folder: string, { name, bytes }: Pick<DumpItem, 'name' | 'bytes'>): Promise<void> {
  const unfinished = join(folder, `.${name}.part`);
  await writeFile(unfinished, bytes);
  await rename(unfinished, join(folder, name));
}

/** Sorts as the slots do. */
export const dumpName = (slot: number): string => `ledger-state-${String(slot).padStart(12, '0')}.cbor`;
