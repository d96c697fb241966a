import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type SnapshotFile, snapshotFileChunks } from '@pooltool/codec';
import type { FileNote } from '@pooltool/domain';

/** Characters of the hash in a file's name: enough to tell any two files of one epoch apart. */
const NAMED_BY = 16;

interface Where {
  readonly folder: string;
  /** of the object store, before the file's name */
  readonly prefix: string;
  /** mark, set, go or accounts */
  readonly kind: string;
}

/**
 * Writes a snapshot file piece by piece as `KIND-SHA.snapshot` and says where it is to stand in the object store. Its name
 * tells its content, so that the same file is put there once.
 */
export function writeSnapshotFile(file: SnapshotFile, { folder, prefix, kind }: Where): FileNote {
  const unnamed = join(folder, `${kind}.part`);
  const hash = createHash('sha256');
  let bytes = 0;
  writeDurably(unnamed, (write) => {
    for (const piece of snapshotFileChunks(file)) {
      hash.update(piece);
      bytes += piece.length;
      write(piece);
    }
  });
  const sha256 = hash.digest('hex');
  const name = `${kind}-${sha256.slice(0, NAMED_BY)}.snapshot`;
  renameSync(unnamed, join(folder, name));
  return { key: `${prefix}/${name}`, sha256, bytes };
}

/** On the disk, not only with the system, when it returns. */
export function writeDurably(path: string, fill: (write: (piece: Uint8Array) => void) => void): void {
  const file = openSync(path, 'w');
  try {
    fill((piece) => {
      for (let done = 0; done < piece.length; ) done += writeSync(file, piece, done);
    });
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
