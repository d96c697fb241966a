import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chainFileUnreadable } from '../errors.ts';
import { CHAIN_FILE_ENDINGS, demandChainFileEnding } from './read-chain-file.ts';

/**
 * The chain files that these paths mean: a file is itself, a folder its chain files in the chain's order. Index files of
 * chunks, and whatever else lies in a folder, are passed over; folders in folders are not looked into. What was named is
 * looked at before anything is read: a wrong name behind hours of right ones is told at once.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE for what is not there or of no kind that is read, a folder without chain files or
 *   whose order nobody can tell
 */
export async function chainFilesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) files.push(...(await filesOf(path)));
  return files;
}

async function filesOf(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) {
      demandChainFileEnding(path);
      return [path];
    }
    return inChainOrder(path, await readdir(path)).map((name) => join(path, name));
  } catch (cause) {
    if (chainFileUnreadable.is(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw chainFileUnreadable({ message: `${path}: ${why}`, details: { file: path }, cause });
  }
}

/** Whole epochs come before chunks: who keeps both has exported old epochs and copied what came after them. */
const SERIES: readonly RegExp[] = [/^epoch(\d+)/, /(?:^|chunk)(\d+)/];

/**
 * The chain files among the names of a folder, by the number of their epoch or chunk.
 *
 * @throws POOLTOOL_CHAIN_FILE_UNREADABLE when there are none, when one of several has no such number, or two have the same
 */
export function inChainOrder(folder: string, names: readonly string[]): string[] {
  const files = names.filter((name) => CHAIN_FILE_ENDINGS.some((ending) => name.endsWith(ending)));
  if (files.length === 0) throw refused(folder, `no chain file in it (${CHAIN_FILE_ENDINGS.join(', ')})`);
  if (files.length === 1) return files;
  const placed = files.map((name) => ({ name, place: placeOf(folder, name) }));
  placed.sort((a, b) => a.place.series - b.place.series || (a.place.number < b.place.number ? -1 : 1));
  for (const [index, { name, place }] of placed.entries()) {
    const next = placed[index + 1];
    if (next !== undefined && next.place.series === place.series && next.place.number === place.number) {
      throw refused(folder, `${name} and ${next.name} have the same number: name the files in their order`);
    }
  }
  return placed.map(({ name }) => name);
}

function placeOf(folder: string, name: string): { series: number; number: bigint } {
  for (const [series, pattern] of SERIES.entries()) {
    const digits = pattern.exec(name)?.[1];
    if (digits !== undefined) return { series, number: BigInt(digits) };
  }
  throw refused(folder, `${name} tells no epoch and no chunk number: name the files in their order`);
}

const refused = (folder: string, why: string) =>
  chainFileUnreadable({ message: `${folder}: ${why}`, details: { file: folder } });
