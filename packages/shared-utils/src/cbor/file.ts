import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CborReader, type CborReaderOptions } from './reader.ts';

/** A reader over a file of any size, through one window of 1 MB. Close it, or say `using`. */
export class CborFileReader extends CborReader implements Disposable {
  readonly #descriptor: number;
  #open = true;

  constructor(path: string, options: CborReaderOptions = {}) {
    const descriptor = openSync(path, 'r');
    super(
      { size: fstatSync(descriptor).size, read: (into) => readSync(descriptor, into, 0, into.length, null) },
      options,
    );
    this.#descriptor = descriptor;
  }

  close(): void {
    if (this.#open) closeSync(this.#descriptor);
    this.#open = false;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
