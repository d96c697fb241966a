import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type FileNote, type LedgerArrival, ledgerArrivalFrom } from '@pooltool/domain';
import { sha256Hex } from '@pooltool/shared-utils/crypto';
import { preparedFileDamaged } from '../errors.ts';
import { nullIfAbsent } from '../spool/folder-look.ts';

export const ARRIVAL_FILE = 'arrival.json';

/** What was made of a dump. */
export interface Prepared {
  readonly arrival: LedgerArrival;
  /** what is posted */
  readonly text: string;
}

/** Null when nothing was made yet. @throws POOLTOOL_PREPARED_FILE_DAMAGED (retry) when it is not readable */
export async function readPrepared(folder: string): Promise<Prepared | null> {
  const text = await readFile(join(folder, ARRIVAL_FILE), 'utf8').catch(nullIfAbsent);
  if (text === null) return null;
  try {
    return { text, arrival: ledgerArrivalFrom(JSON.parse(text)) };
  } catch (cause) {
    throw preparedFileDamaged({ message: `${join(folder, ARRIVAL_FILE)} is not what was written`, cause });
  }
}

/** A prepared file's bytes. @throws POOLTOOL_PREPARED_FILE_DAMAGED (retry) when they are gone or not what was written */
export async function readPreparedFile(folder: string, { key, sha256 }: FileNote): Promise<Uint8Array> {
  const path = join(folder, basename(key));
  const bytes = await readFile(path).catch(nullIfAbsent);
  if (bytes === null || sha256Hex(bytes) !== sha256) {
    throw preparedFileDamaged({ message: `${path} is not what was written` });
  }
  return bytes;
}
