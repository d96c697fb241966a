import { closeSync, openSync, readSync } from 'node:fs';
import { decodeRecord, type JournalRecord } from './record.ts';

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** A file of the journal holds something other than a torn last line: it was damaged, and guessing would lose data. */
export class DamagedJournal extends Error {
  override readonly name = 'DamagedJournal';
}

/**
 * Hands every record of a file to `apply` and answers how many bytes of the file are whole records. A crash can only
 * tear the last line; anything else that does not check is damage and throws.
 */
export function readRecords(file: string, apply: (record: JournalRecord) => void): number {
  const descriptor = openSync(file, 'r');
  try {
    let wholeBytes = 0;
    let tornAt: number | null = null;
    forEachLine(descriptor, (line) => {
      if (tornAt !== null) throw new DamagedJournal(`${file}: the record at byte ${tornAt} is damaged`);
      const record = decodeRecord(line.toString('utf8'));
      if (record === null) {
        tornAt = wholeBytes;
        return;
      }
      apply(record);
      wholeBytes += line.length + 1;
    });
    return wholeBytes;
  } finally {
    closeSync(descriptor);
  }
}

/** Lines that end in a newline; what follows the last one is not handed over. */
function forEachLine(descriptor: number, visit: (line: Buffer) => void): void {
  let rest: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
    if (length === 0) return;
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0 && at < length; at = chunk.indexOf(NEWLINE, from)) {
      visit(Buffer.concat([...rest, chunk.subarray(from, at)]));
      rest = [];
      from = at + 1;
    }
    if (from < length) rest.push(chunk.subarray(from, length));
  }
}
