import { credentialKindOf, HASH_BYTES, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { FIRST_ROWS, moreRows, resized } from './resized.ts';

const HASH_WORDS = HASH_BYTES / 4;

/**
 * A growing list of 28-byte hashes with their kind (0 key, 1 script; pools are all 0), and the way back from a hash to
 * its row. A dump keeps its maps in one order, so the row after the last one found is tried first and the index, which
 * is 8 bytes a row and a cache miss a question, is only built for a dump where that fails.
 */
export class CredentialKeys {
  count = 0;
  kind: Uint8Array<ArrayBuffer>;
  hash: Uint8Array<ArrayBuffer>;
  /** the hashes again, in words: a seventh of the steps to copy and to compare */
  #words: Int32Array<ArrayBuffer>;
  #next = 0;
  /** of the rows kept by `commitNew` */
  #highest = 0;
  #slots: Int32Array | null = null;
  #indexed = 0;

  /** With room for `rows`; it grows beyond them. */
  constructor(rows = FIRST_ROWS) {
    this.kind = new Uint8Array(rows);
    this.hash = new Uint8Array(rows * HASH_BYTES);
    this.#words = new Int32Array(this.hash.buffer);
  }

  /** Reads a hash into the row that `commit` will keep. */
  readHash(reader: CborReader, kind: number): void {
    if (this.count === this.kind.length) this.#room(moreRows(this.count));
    this.kind[this.count] = kind;
    reader.wordsInto(this.#words, this.count * HASH_WORDS, HASH_WORDS);
  }

  /** Takes, instead of reading it, the hash that stands in `words` from `at` on. */
  takeHash(words: Int32Array, at: number, kind: number): void {
    if (this.count === this.kind.length) this.#room(moreRows(this.count));
    this.kind[this.count] = kind;
    const open = this.count * HASH_WORDS;
    for (let i = 0; i < HASH_WORDS; i += 1) this.#words[open + i] = words[at + i] ?? 0;
  }

  /** Keeps the hash read last. @returns its row */
  commit(): number {
    this.count += 1;
    return this.count - 1;
  }

  /**
   * Keeps the hash read last if it is a new one. The ledger writes its maps in order, scripts before keys: what is above
   * all before it needs no looking up.
   * @returns its row, or −1 when it is there already
   */
  commitNew(): number {
    if (this.count > 0 && !this.#isOpenAbove(this.#highest)) return this.#lookUp() >= 0 ? -1 : this.commit();
    this.#highest = this.count;
    return this.commit();
  }

  /** The row that has the hash read last, or −1. */
  find(): number {
    if (this.#next < this.count && this.#isOpenRow(this.#next)) {
      this.#next += 1;
      return this.#next - 1;
    }
    const row = this.#lookUp();
    if (row >= 0) this.#next = row + 1;
    return row;
  }

  /** The same where rows are asked for in no order: the next one is not tried first. */
  findAnywhere(): number {
    return this.#lookUp();
  }

  /** The row that has the hash read last; kept as a new one if there was none. */
  findOrCommit(): number {
    const row = this.find();
    return row >= 0 ? row : this.commit();
  }

  /** The credential of a row. */
  at(row: number): StakeCredential {
    const bytes = Buffer.from(this.hash.buffer, this.hash.byteOffset + row * HASH_BYTES, HASH_BYTES);
    return stakeCredential(credentialKindOf(this.kind[row] ?? 0), bytes.toString('hex'));
  }

  /** The columns of the first `count` rows; nothing is copied, and nothing may be read any more. */
  taken(count = this.count): { readonly kind: Uint8Array; readonly hash: Uint8Array } {
    this.#slots = null;
    return { kind: this.kind.subarray(0, count), hash: this.hash.subarray(0, count * HASH_BYTES) };
  }

  #room(rows: number): void {
    this.kind = resized(this.kind, rows);
    this.hash = resized(this.hash, rows * HASH_BYTES);
    this.#words = new Int32Array(this.hash.buffer);
  }

  #lookUp(): number {
    const slots = this.#index();
    const mask = slots.length - 1;
    for (let slot = this.#slotOf(this.count) & mask; ; slot = (slot + 1) & mask) {
      const row = (slots[slot] ?? 0) - 1;
      if (row < 0 || this.#isOpenRow(row)) return row;
    }
  }

  /** Open addressing at most half full. */
  #index(): Int32Array {
    if (this.#slots === null || this.count * 2 > this.#slots.length) {
      this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(this.count * 3 + 2)));
      this.#indexed = 0;
    }
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (; this.#indexed < this.count; this.#indexed += 1) {
      let slot = this.#slotOf(this.#indexed) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = this.#indexed + 1;
    }
    return slots;
  }

  /** Hashes are hashes already: their first word says where to look. */
  #slotOf(row: number): number {
    return this.#words[row * HASH_WORDS] ?? 0;
  }

  #isOpenAbove(row: number): boolean {
    const open = this.count;
    const kinds = (this.kind[row] ?? 0) - (this.kind[open] ?? 0);
    if (kinds !== 0) return kinds > 0;
    for (let i = 0; i < HASH_BYTES; i += 1) {
      const difference = (this.hash[open * HASH_BYTES + i] ?? 0) - (this.hash[row * HASH_BYTES + i] ?? 0);
      if (difference !== 0) return difference > 0;
    }
    return false;
  }

  #isOpenRow(row: number): boolean {
    const words = this.#words;
    const own = row * HASH_WORDS;
    const open = this.count * HASH_WORDS;
    for (let i = 0; i < HASH_WORDS; i += 1) if (words[own + i] !== words[open + i]) return false;
    return this.kind[row] === this.kind[this.count];
  }
}
