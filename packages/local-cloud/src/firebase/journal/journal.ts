import { closeSync, fdatasyncSync, ftruncateSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { applyWrites, type Write } from '../database/write.ts';
import type { Node } from '../tree/node.ts';
import { readRecords } from './read-records.ts';
import { encodeRecord } from './record.ts';
import { snapshotRecords } from './snapshot-records.ts';

/**
 * The data on disk: a snapshot and the log of what was written since, both lines of records.
 *
 * Generation G is `G.snapshot` (absent for 1) and `G.log`. When the log outgrows the data, writing goes over to
 * `G+1.log` at once, the tree of that moment is written as `G+1.snapshot` beside it (renamed into place when whole and
 * on disk), and generation G is deleted. A crash at any point leaves the newest whole snapshot and every log since, and
 * that is what is read. An acknowledged write has left the process (a kill loses nothing) and is on the disk itself
 * within `SYNC_EVERY_MS` (what a power cut may lose).
 */
const SYNC_EVERY_MS = 1000;
const COMPACT_FROM_BYTES = 16 * 1024 * 1024;

export interface Journal {
  append(namespace: string, writes: readonly Write[]): void;
  close(): Promise<void>;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** The tree of each namespace that has one. */
  readonly roots: ReadonlyMap<string, Node>;
}

export interface JournalOptions {
  readonly dataDir: string;
  /** The present trees, asked for when a snapshot is due. */
  readonly present: () => Iterable<readonly [namespace: string, root: Node]>;
  /** A log smaller than this is never compacted. */
  readonly compactFromBytes?: number;
}

export function openJournal(options: JournalOptions): OpenedJournal {
  mkdirSync(options.dataDir, { recursive: true });
  const files = filesOf(options.dataDir);
  const roots = new Map<string, Node>();
  const apply = ({ namespace, writes }: { namespace: string; writes: readonly Write[] }) => {
    roots.set(namespace, applyWrites(roots.get(namespace) ?? null, writes));
  };
  const base = Math.max(1, ...files.snapshots);
  let baseBytes = 0;
  if (files.snapshots.includes(base)) baseBytes = readRecords(join(options.dataDir, `${base}.snapshot`), apply);
  const logs = files.logs.filter((generation) => generation >= base).sort((a, b) => a - b);
  let logBytes = 0;
  for (const generation of logs) logBytes = readRecords(join(options.dataDir, `${generation}.log`), apply);
  for (const generation of files.all) if (generation < base) removeGeneration(options.dataDir, generation);
  const generation = logs.at(-1) ?? base;
  return { journal: new FileJournal(options, { generation, logBytes, baseBytes }), roots };
}

class FileJournal implements Journal {
  readonly #options: JournalOptions;
  #generation: number;
  #log: number;
  #logBytes: number;
  #baseBytes: number;
  #dirty = false;
  #compaction: Promise<void> | null = null;
  readonly #syncing: NodeJS.Timeout;

  constructor(options: JournalOptions, at: { generation: number; logBytes: number; baseBytes: number }) {
    this.#options = options;
    this.#generation = at.generation;
    this.#logBytes = at.logBytes;
    this.#baseBytes = at.baseBytes;
    this.#log = openSync(this.#file(at.generation, 'log'), 'a');
    ftruncateSync(this.#log, at.logBytes);
    this.#syncing = setInterval(() => this.#sync(), SYNC_EVERY_MS);
    this.#syncing.unref();
  }

  append(namespace: string, writes: readonly Write[]): void {
    const bytes = Buffer.from(encodeRecord({ namespace, writes }));
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#log, bytes, at);
    } catch (error) {
      // A half record in front of later ones would read as damage.
      ftruncateSync(this.#log, this.#logBytes);
      throw error;
    }
    this.#logBytes += bytes.length;
    this.#dirty = true;
    const limit = Math.max(this.#options.compactFromBytes ?? COMPACT_FROM_BYTES, this.#baseBytes);
    // The writes just recorded are not in the present trees yet: look again once they are.
    if (this.#logBytes > limit && this.#compaction === null) this.#compaction = this.#compactSoon();
  }

  async close(): Promise<void> {
    clearInterval(this.#syncing);
    await this.#compaction;
    this.#sync();
    closeSync(this.#log);
  }

  async #compactSoon(): Promise<void> {
    await Promise.resolve();
    try {
      await this.#compact();
    } catch {
      // Nothing is lost: the older generations stay and are read with the newer log; the next snapshot replaces all.
    } finally {
      this.#compaction = null;
    }
  }

  async #compact(): Promise<void> {
    const roots = [...this.#options.present()];
    const generation = this.#generation + 1;
    this.#sync();
    closeSync(this.#log);
    this.#log = openSync(this.#file(generation, 'log'), 'a');
    this.#logBytes = 0;
    this.#generation = generation;
    this.#baseBytes = await writeSnapshot(this.#file(generation, 'snapshot'), roots);
    for (const older of filesOf(this.#options.dataDir).all) {
      if (older < generation) removeGeneration(this.#options.dataDir, older);
    }
  }

  #sync(): void {
    if (!this.#dirty) return;
    fdatasyncSync(this.#log);
    this.#dirty = false;
  }

  #file(generation: number, kind: 'log' | 'snapshot'): string {
    return join(this.#options.dataDir, `${generation}.${kind}`);
  }
}

/** Writes the trees record by record, letting other work in between. Answers the bytes written. */
async function writeSnapshot(file: string, roots: readonly (readonly [string, Node])[]): Promise<number> {
  const partial = `${file}.partial`;
  await rm(partial, { force: true });
  const handle = await open(partial, 'w');
  let bytes = 0;
  try {
    for (const [namespace, root] of roots) {
      for (const record of snapshotRecords(namespace, root)) {
        bytes += (await handle.write(encodeRecord(record))).bytesWritten;
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
  return bytes;
}

function filesOf(dataDir: string): { snapshots: number[]; logs: number[]; all: number[] } {
  const names = readdirSync(dataDir).map((name) => /^(\d+)\.(log|snapshot)$/.exec(name));
  const of = (kind: string) => names.filter((match) => match?.[2] === kind).map((match) => Number(match?.[1]));
  const [snapshots, logs] = [of('snapshot'), of('log')];
  return { snapshots, logs, all: [...snapshots, ...logs] };
}

function removeGeneration(dataDir: string, generation: number): void {
  rmSync(join(dataDir, `${generation}.log`), { force: true });
  rmSync(join(dataDir, `${generation}.snapshot`), { force: true });
}
