import { closeSync, openSync, writeSync } from 'node:fs';
import { CborWriter } from '../../../packages/shared-utils/src/cbor/index.ts';

const PIECE = 1 << 20;

/** CBOR into a file of any size, a megabyte at a time. */
export class DumpFile {
  readonly cbor = new CborWriter();
  bytes = 0;
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  /** A map of indefinite length, as the ledger writes long ones. */
  entries(count: number, write: (row: number) => void): void {
    this.cbor.map();
    for (let row = 0; row < count; row += 1) {
      write(row);
      this.breathe();
    }
    this.cbor.break();
  }

  /** Writes what there is when it is much. */
  breathe(): void {
    if (this.cbor.length > PIECE) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    const piece = this.cbor.finish();
    this.bytes += piece.length;
    writeSync(this.#file, piece);
    this.cbor.clear();
  }
}
