import { HASH_BYTES } from '@pooltool/domain';
import { FIRST_ROWS, moreRows, resized } from './resized.ts';

/**
 * A growing list of 28-byte hashes with their kind (0 key, 1 script; pools are all 0), and the way back from a hash to
 * its row. A dump keeps its maps in one order, so the row after the last one found is tried first and the index, which
 * is 8 bytes a row and a cache miss a question, is only built for a dump where that fails.
 */
export class CredentialKeys {
  count = 0;
  kind: Uint8Array<ArrayBuffer>;
  hash: Uint8Array<ArrayBuffer>;
  #next = 0;
  #slots: Int32Array | null = null;
  #indexed = 0;

  /** With room for `rows`; it grows beyond them. */
  constructor(rows = FIRST_ROWS) {
    this.kind = new Uint8Array(rows);
    this.hash = new Uint8Array(rows * HASH_BYTES);
  }

  /** The row that `commit` will keep, with room made for it; the caller writes `kind` and `hash` there. */
  openRow(): number {
    if (this.count === this.kind.length) {
      const rows = moreRows(this.count);
      this.kind = resized(this.kind, rows);
      this.hash = resized(this.hash, rows * HASH_BYTES);
    }
    return this.count;
  }

  /** Keeps the open row, whatever is in it. @returns its number */
  commit(): number {
    this.count += 1;
    return this.count - 1;
  }

  /** The row holding what the open row holds, or −1. */
  findOpenRow(): number {
    return this.find(this.hash, this.count * HASH_BYTES, this.kind[this.count] ?? 0);
  }

  /** The row of the hash at `source[at … at+27]`, or −1. */
  find(source: Uint8Array, at: number, kind: number): number {
    if (this.#next < this.count && this.#holds(this.#next, source, at, kind)) {
      this.#next += 1;
      return this.#next - 1;
    }
    const row = this.#lookUp(source, at, kind);
    if (row >= 0) this.#next = row + 1;
    return row;
  }

  /** Keeps the first `count` rows and gives back the room that was not used. */
  trim(count = this.count): void {
    this.count = count;
    this.kind = resized(this.kind, this.count);
    this.hash = resized(this.hash, this.count * HASH_BYTES);
    this.#slots = null;
  }

  #lookUp(source: Uint8Array, at: number, kind: number): number {
    const slots = this.#index();
    const mask = slots.length - 1;
    for (let slot = firstFour(source, at) & mask; ; slot = (slot + 1) & mask) {
      const row = (slots[slot] ?? 0) - 1;
      if (row < 0 || this.#holds(row, source, at, kind)) return row;
    }
  }

  /** Open addressing at most half full. Hashes are hashes already: their first four bytes are the slot. */
  #index(): Int32Array {
    if (this.#slots === null || this.count * 2 > this.#slots.length) {
      this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(this.count * 3 + 2)));
      this.#indexed = 0;
    }
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (; this.#indexed < this.count; this.#indexed += 1) {
      let slot = firstFour(this.hash, this.#indexed * HASH_BYTES) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = this.#indexed + 1;
    }
    return slots;
  }

  #holds(row: number, source: Uint8Array, at: number, kind: number): boolean {
    if (this.kind[row] !== kind) return false;
    const own = row * HASH_BYTES;
    for (let i = 0; i < HASH_BYTES; i += 1) if (this.hash[own + i] !== source[at + i]) return false;
    return true;
  }
}

const firstFour = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
