import { CborError } from './cbor-error.ts';
import { CborItems } from './items.ts';
import { skipItem } from './skip.ts';
import type { CborSource } from './window.ts';

const SET_TAG = 258;
const RATIONAL_TAG = 30;

export interface CborReaderOptions {
  /** Errors thrown by the caller's own checks that are the bytes' fault: they get the offset and the path of where they were met. */
  readonly blames?: (error: unknown) => error is Error;
}

/**
 * Reads structures of CBOR by asking for what should come next. Nothing is built that is not asked for, so a file of
 * gigabytes costs one window of memory. An error tells the byte offset and, inside arrays, maps and `at`, the path.
 *
 * Raw bytes (`raw`) stay valid like a `view`: for good over a Uint8Array, until the next read over a source.
 */
export class CborReader extends CborItems {
  readonly #blames: (error: unknown) => error is Error;

  constructor(input: Uint8Array | CborSource, options: CborReaderOptions = {}) {
    super(input);
    this.#blames = options.blames ?? nobody;
  }

  /** The items of an array, definite or not. */
  array<T>(read: (index: number) => T): T[] {
    const length = this.arrayStart();
    const items: T[] = [];
    let index = 0;
    try {
      for (; this.hasNext(length, index); index++) items.push(read(index));
    } catch (error) {
      throw this.#under(`[${index}]`, error);
    }
    return items;
  }

  /** The same of a set: an array with or without tag 258. */
  set<T>(read: (index: number) => T): T[] {
    this.takeTag(SET_TAG);
    return this.array(read);
  }

  /** Visits the entries of a map; `read` reads the key and the value. Gives the number of entries. */
  map(read: (index: number) => void): number {
    return this.entries(read);
  }

  /** The same under a name that no linter takes for the array method. */
  entries(read: (index: number) => void): number {
    const length = this.mapStart();
    let index = 0;
    try {
      for (; this.hasNext(length, index); index++) read(index);
    } catch (error) {
      throw this.#under(`[${index}]`, error);
    }
    return index;
  }

  /** A map with small integer keys; `read` reads the value of `key` or answers false to have it skipped. */
  fields(read: (key: number) => boolean): void {
    const length = this.mapStart();
    for (let index = 0; this.hasNext(length, index); index++) {
      if (!read(this.uintNumber())) skipItem(this.window);
    }
  }

  /** An item or, when null is next, null. */
  nullable<T>(read: () => T): T | null {
    return this.takeNull() ? null : read();
  }

  /** A rational, tag 30 [n, d]. */
  rational(): { numerator: bigint; denominator: bigint } {
    const tag = this.tag();
    if (tag !== RATIONAL_TAG) throw this.fail('tag 30 (a rational)', `tag ${tag}`);
    const length = this.arrayStart(2);
    const value = { numerator: this.uintBig(), denominator: this.uintBig() };
    this.arrayEnd(length, 2);
    return value;
  }

  /** What `read` reads, and the exact bytes it read: hashes are over bytes, not over values. */
  raw<T>(read: () => T): { value: T; bytes: Uint8Array } {
    const w = this.window;
    const outer = w.held;
    const start = w.position;
    if (outer < 0) w.held = w.at;
    const value = read();
    const bytes = w.bytes.subarray(start - w.base, w.at);
    if (outer < 0) w.release();
    return { value, bytes };
  }

  /** The exact bytes of the next item. */
  rawItem(): Uint8Array {
    return this.raw(() => skipItem(this.window)).bytes;
  }

  /** Names what `read` reads, for the path of an error: `at('outputs', …)`. */
  at<T>(name: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw this.#under(name, error);
    }
  }

  #under(segment: string, error: unknown): unknown {
    if (error instanceof CborError) return error.within(segment);
    if (!this.#blames(error)) return error;
    return new CborError({
      offset: this.offset,
      expected: 'a valid value',
      found: error.message,
      cause: error,
    }).within(segment);
  }
}

const nobody = (_error: unknown): _error is Error => false;
