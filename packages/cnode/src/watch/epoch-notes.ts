import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Epoch } from '@pooltool/domain';

/** How it went with one epoch's first dump; stands as `watch/epoch-NNNNNN.json` in the dump folder, for people. */
export interface EpochNote {
  readonly epoch: Epoch;
  /** `missed`: the node had passed into a later epoch by the time it wrote */
  readonly state: 'waits' | 'asked' | 'taken' | 'missed';
  readonly source: string;
  /** ISO 8601; when the epoch began by the calendar, when it was noticed, when this was written */
  readonly began: string;
  readonly noticed: string;
  readonly written: string;
  readonly attempts: number;
  /** code and message of the last failure */
  readonly lastFailure: string | null;
}

const KEPT = 30;

/** Written by rename, so that nobody reads half of one. Nothing is ever decided by a note. */
export async function writeEpochNote(folder: string, note: EpochNote): Promise<void> {
  const notes = join(folder, 'watch');
  await mkdir(notes, { recursive: true });
  const name = `epoch-${String(note.epoch).padStart(6, '0')}.json`;
  await writeFile(join(notes, `.${name}.part`), `${JSON.stringify(note, null, 2)}\n`);
  await rename(join(notes, `.${name}.part`), join(notes, name));
  const oldestFirst = (await readdir(notes)).filter((one) => one.startsWith('epoch-')).sort();
  for (const old of oldestFirst.slice(0, -KEPT)) await rm(join(notes, old), { force: true });
}
