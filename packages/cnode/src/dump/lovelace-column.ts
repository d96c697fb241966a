import type { CborReader } from '@pooltool/shared-utils/cbor';
import { resized } from './resized.ts';

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

  resize(rows: number): void {
    this.amounts = resized(this.amounts, rows);
    this.#words = new Uint32Array(this.amounts.buffer);
  }
}
