import type { CborReader } from '@pooltool/shared-utils/cbor';
import { resized } from './resized.ts';

/** How this machine keeps the two words of an amount. */
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
const LOW = LITTLE_ENDIAN ? 0 : 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;

/** A growing column of lovelace, filled from a dump without a bigint for each row. */
export class LovelaceColumn {
  amounts: BigUint64Array<ArrayBuffer>;
  #words: Uint32Array<ArrayBuffer>;

  constructor(rows: number) {
    this.amounts = new BigUint64Array(rows);
    this.#words = new Uint32Array(this.amounts.buffer);
  }

  /** Reads the amount of `row`. @throws CborError at 2^64 and above */
  read(reader: CborReader, row: number): void {
    reader.uint64Into(this.#words, row * 2);
  }

  isZero(row: number): boolean {
    return this.#words[row * 2] === 0 && this.#words[row * 2 + 1] === 0;
  }

  isEqual(row: number, other: LovelaceColumn, otherRow: number): boolean {
    const mine = row * 2;
    const theirs = otherRow * 2;
    return this.#words[mine] === other.#words[theirs] && this.#words[mine + 1] === other.#words[theirs + 1];
  }

  /** Adds `other[otherRow]` to `row`. @returns false when the sum is 2^64 or more */
  add(row: number, other: LovelaceColumn, otherRow: number): boolean {
    const words = this.#words;
    const mine = row * 2;
    const theirs = otherRow * 2;
    const low = (words[mine + LOW] ?? 0) + (other.#words[theirs + LOW] ?? 0);
    const high = (words[mine + HIGH] ?? 0) + (other.#words[theirs + HIGH] ?? 0) + (low > 0xffff_ffff ? 1 : 0);
    words[mine + LOW] = low;
    words[mine + HIGH] = high;
    return high <= 0xffff_ffff;
  }

  /** The first `rows`; nothing is copied. */
  taken(rows: number): BigUint64Array {
    return this.amounts.subarray(0, rows);
  }

  resize(rows: number): void {
    this.amounts = resized(this.amounts, rows);
    this.#words = new Uint32Array(this.amounts.buffer);
  }
}
