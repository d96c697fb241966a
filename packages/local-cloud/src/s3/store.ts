import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type FolderLock, lockFolder } from '../folder-lock.ts';
import { type Blobs, memoryBlobs } from './blobs.ts';
import { Catalog, type Entry } from './catalog.ts';
import { diskBlobs } from './disk-blobs.ts';
import { type Journal, noJournal, openJournal } from './journal.ts';
import type { Piece } from './object.ts';

/** Objects on disk below `dataDir`, or in memory without one. @throws POOLTOOL_LOCAL_FOLDER_IN_USE, POOLTOOL_LOCAL_OBJECTS_DAMAGED */
export async function openStore(dataDir: string | undefined): Promise<Store> {
  if (dataDir === undefined) return new Store(new Catalog(), noJournal, memoryBlobs());
  const lock = await lockFolder(dataDir);
  try {
    const { catalog, journal } = openJournal(join(dataDir, 'journal.jsonl'));
    const named = new Set(catalog.pieces().map(({ blob }) => blob));
    return new Store(catalog, journal, await diskBlobs(join(dataDir, 'blobs'), named), lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Bytes that stay readable until they are released, even when their object is replaced or deleted meanwhile. */
export interface HeldBytes {
  readonly bytes: AsyncIterable<Uint8Array>;
  release(): Promise<void>;
}

/** The catalog, its journal and the bytes, kept in step. */
export class Store {
  readonly catalog: Omit<Catalog, 'apply'>;
  readonly #catalog: Catalog;
  readonly #journal: Journal;
  readonly #blobs: Blobs;
  readonly #lock: FolderLock | undefined;
  /** How often a blob is named: by objects and parts, and by whoever writes or reads it right now. */
  readonly #references = new Map<string, number>();

  constructor(catalog: Catalog, journal: Journal, blobs: Blobs, lock?: FolderLock) {
    this.catalog = catalog;
    this.#catalog = catalog;
    this.#journal = journal;
    this.#blobs = blobs;
    this.#lock = lock;
    this.#hold(catalog.pieces());
  }

  /** Takes effect at once and for good; resolves when bytes nobody names any more are gone. */
  async commit(entry: Entry): Promise<void> {
    this.#journal.append(entry);
    const { gained, lost } = this.#catalog.apply(entry);
    this.#hold(gained);
    await this.#release(lost);
  }

  /** Writes a body away and hands it to `use`, which commits an entry naming it; what stays unnamed is removed. */
  async receive<T>(body: AsyncIterable<Uint8Array>, use: (piece: Piece) => Promise<T>): Promise<T> {
    const blob = randomUUID();
    const piece = { blob, offset: 0, size: await this.#blobs.write(blob, body) };
    this.#hold([piece]);
    try {
      return await use(piece);
    } finally {
      await this.#release([piece]);
    }
  }

  /** Holds from this call on, so it must follow the look into the catalog without a wait between. */
  open(pieces: readonly Piece[]): HeldBytes {
    this.#hold(pieces);
    return { bytes: this.#read(pieces), release: () => this.#release(pieces) };
  }

  async close(): Promise<void> {
    this.#journal.close();
    await this.#lock?.release();
  }

  async *#read(pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield* this.#blobs.read(piece);
  }

  #hold(pieces: readonly Piece[]): void {
    for (const { blob } of pieces) this.#references.set(blob, (this.#references.get(blob) ?? 0) + 1);
  }

  async #release(pieces: readonly Piece[]): Promise<void> {
    for (const { blob } of pieces) {
      const left = (this.#references.get(blob) ?? 0) - 1;
      if (left > 0) {
        this.#references.set(blob, left);
      } else {
        this.#references.delete(blob);
        await this.#blobs.remove(blob);
      }
    }
  }
}
