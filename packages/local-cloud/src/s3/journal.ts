import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { localObjectsDamaged } from '../errors.ts';
import { Catalog, type Entry } from './catalog.ts';

/** Remembers entries. */
export interface Journal {
  append(entry: Entry): void;
  close(): void;
}

export const noJournal: Journal = { append: () => undefined, close: () => undefined };

/**
 * The catalog as a file of one JSON entry a line. An append is one synchronous write, so entries keep the order in which they took effect
 * and are with the operating system before the client hears of them: `kill -9` loses nothing (a power cut may, for nothing is fsynced).
 * At the start the file is read, rewritten as short as it can be, and a last line torn by a crash is forgotten: nobody was told of it.
 *
 * @throws POOLTOOL_LOCAL_OBJECTS_DAMAGED naming the line when the file holds anything else.
 */
export function openJournal(path: string): { readonly catalog: Catalog; readonly journal: Journal } {
  mkdirSync(dirname(path), { recursive: true });
  const catalog = new Catalog();
  for (const entry of readEntries(path)) catalog.apply(entry);
  rewrite(path, catalog);
  const file = openSync(path, 'a');
  return {
    catalog,
    journal: {
      append: (entry) => writeWhole(file, `${JSON.stringify(entry)}\n`),
      close: () => closeSync(file),
    },
  };
}

function* readEntries(path: string): Generator<Entry> {
  if (!existsSync(path)) return;
  const lines = readFileSync(path, 'utf8').split('\n');
  // Behind the last newline lies nothing, or what a crash tore off.
  lines.pop();
  for (const [index, line] of lines.entries()) {
    let entry: Entry;
    try {
      entry = JSON.parse(line);
    } catch (cause) {
      throw localObjectsDamaged({
        message: `${path}:${index + 1} is not an entry of the object store's journal`,
        cause,
      });
    }
    yield entry;
  }
}

function rewrite(path: string, catalog: Catalog): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w');
  try {
    for (const entry of catalog.entries()) writeWhole(file, `${JSON.stringify(entry)}\n`);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
