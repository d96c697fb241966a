import { CborError } from './cbor-error.ts';
import { halfFloat } from './half-float.ts';
import { CborHeads, INDEFINITE } from './heads.ts';
import { BREAK } from './kind.ts';
import { skipItem } from './skip.ts';

const UINT = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;

/** How this machine keeps the words of a column. */
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads CBOR (RFC 8949) item by item, by asking for what should come next: numbers, strings, and where arrays and
 * maps begin and end. `CborReader` puts structures together from them.
 *
 * Every method throws a `CborError` with the byte offset when something else comes. Indefinite lengths are -1.
 * Views (`view`) stay valid for good over a Uint8Array, and until the next read over a source.
 */
export class CborItems extends CborHeads {
  /** 0 … 2^53−1. */
  uintNumber(): number {
    this.expectMajor(UINT, 'an unsigned integer');
    return this.safeArgument('an integer below 2^53');
  }

  /** 0 and up; a bignum (tag 2) too. */
  uintBig(): bigint {
    const value = this.#integer('an unsigned integer');
    if (value < 0n) throw this.unexpected('an unsigned integer', 'a negative integer');
    return value;
  }

  /** A safe integer of either sign. */
  int(): number {
    this.readHead();
    if (this.major === UINT) return this.safeArgument('an integer within ±2^53');
    if (this.major === NEGATIVE) return -1 - this.safeArgument('an integer within ±2^53');
    throw this.unexpected('an integer');
  }

  /** Any integer, bignums (tags 2 and 3) included. */
  intBig(): bigint {
    return this.#integer('an integer');
  }

  /** A byte string as a view. */
  view(): Uint8Array {
    this.expectMajor(BYTES, 'a byte string');
    return this.#string(BYTES);
  }

  /** A byte string, copied. */
  bytes(): Uint8Array {
    return this.view().slice();
  }

  /** A byte string of exactly `length` bytes, as a view. */
  viewOf(length: number): Uint8Array {
    const view = this.view();
    if (view.length !== length) throw this.unexpected(`${length} bytes`, `${view.length} bytes`);
    return view;
  }

  /** A byte string as hex; of exactly `length` bytes when given. */
  hex(length?: number): string {
    const view = length === undefined ? this.view() : this.viewOf(length);
    return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('hex');
  }

  /** Copies a byte string of exactly `length` bytes into a column. */
  bytesInto(target: Uint8Array, at: number, length: number): void {
    target.set(this.viewOf(length), at);
  }

  /**
   * The same into a column seen as 32-bit words: a byte string of `words` times 4 bytes, to `target[at …]`. No view is
   * made, which matters for the ten million hashes of a ledger dump.
   */
  wordsInto(target: Int32Array, at: number, words: number): void {
    const length = words * 4;
    this.expectMajor(BYTES, 'a byte string');
    const w = this.window;
    const inWindow = this.info !== INDEFINITE && this.high === 0 && this.low === length && w.end - w.at >= length;
    const bytes = inWindow ? null : this.#string(BYTES);
    if (bytes !== null && bytes.length !== length) throw this.unexpected(`${length} bytes`, `${bytes.length} bytes`);
    const view = bytes === null ? w.view : new DataView(bytes.buffer, bytes.byteOffset, length);
    const from = bytes === null ? w.at : 0;
    for (let i = 0; i < words; i++) target[at + i] = view.getInt32(from + i * 4, LITTLE_ENDIAN);
    if (bytes === null) w.at = from + length;
  }

  /**
   * Copies a byte string to `target[at …]`, as much of it as has room there; no view is made.
   * @returns how long it is
   */
  bytesUpTo(target: Uint8Array, at: number): number {
    this.expectMajor(BYTES, 'a byte string');
    const w = this.window;
    if (this.info === INDEFINITE) {
      const joined = this.#string(BYTES);
      target.set(joined.subarray(0, target.length - at), at);
      return joined.length;
    }
    const length = this.safeArgument('a length below 2^53');
    const fits = Math.min(length, target.length - at);
    if (w.end - w.at < fits) w.need(fits, `${length} bytes of a string`);
    const bytes = w.bytes;
    const from = w.at;
    for (let i = 0; i < fits; i++) target[at + i] = bytes[from + i] ?? 0;
    w.at = from + fits;
    if (length > fits) w.pass(length - fits, `${length} bytes of a string`);
    return length;
  }

  /** An unsigned integer below 2^64 into a column of such seen as 32-bit words: `target[at]` and `target[at + 1]`. */
  uint64Into(target: Uint32Array, at: number): void {
    this.expectMajor(UINT, 'an unsigned integer below 2^64');
    if (this.info === INDEFINITE) throw this.unexpected('an item', 'a reserved byte');
    target[LITTLE_ENDIAN ? at : at + 1] = this.low;
    target[LITTLE_ENDIAN ? at + 1 : at] = this.high;
  }

  text(): string {
    this.expectMajor(TEXT, 'a text string');
    const offset = this.offset;
    const bytes = this.#string(TEXT);
    try {
      return utf8.decode(bytes);
    } catch (cause) {
      throw new CborError({ offset, expected: 'text in UTF-8', found: 'bytes that are not', cause });
    }
  }

  /** Number of items, or -1 when indefinite. @throws CborError when definite and shorter than `atLeast` */
  arrayStart(atLeast = 0): number {
    this.expectMajor(ARRAY, 'an array');
    return this.countItems(1, atLeast);
  }

  /** Number of entries, or -1 when indefinite. */
  mapStart(): number {
    this.expectMajor(MAP, 'a map');
    return this.countItems(2, 0);
  }

  /** Whether item `index` of an array or map that began with `length` is there; a break is read away. Ask once per item. */
  hasNext(length: number, index: number): boolean {
    return length >= 0 ? index < length : !this.takeBreak();
  }

  /** Ends an array of which `read` items were read: what is left is skipped, so that a later era may add fields. */
  arrayEnd(length: number, read: number): void {
    for (let index = read; this.hasNext(length, index); index++) skipItem(this.window);
  }

  /** Reads a break if one is next. */
  takeBreak(): boolean {
    const w = this.window;
    if (w.at >= w.end && this.isEnd()) throw this.truncated('an item or a break');
    if (w.view.getUint8(w.at) !== BREAK) return false;
    w.at += 1;
    return true;
  }

  isBreak(): boolean {
    return this.peek() === 'break';
  }

  tag(): number {
    this.expectMajor(TAG, 'a tag');
    return this.safeArgument('a tag below 2^53');
  }

  /** Reads `number` as a tag if it is next: tags that the ledger writes or leaves out at will (258 for sets). */
  takeTag(number: number): boolean {
    if (this.peek() !== 'tag') return false;
    this.window.want(9);
    const start = this.window.position;
    if (this.tag() === number) return true;
    this.window.at = start - this.window.base;
    return false;
  }

  bool(): boolean {
    this.readHead();
    if (this.major !== 7 || (this.info !== 20 && this.info !== 21)) throw this.unexpected('true or false');
    return this.info === 21;
  }

  null(): null {
    this.readHead();
    if (this.major !== 7 || this.info !== 22) throw this.unexpected('null');
    return null;
  }

  /** Reads a null if one is next. */
  takeNull(): boolean {
    if (this.peek() !== 'null') return false;
    this.window.at += 1;
    return true;
  }

  /** A float of 16, 32 or 64 bits. */
  float(): number {
    this.readHead();
    if (this.major === 7 && this.info === 25) return halfFloat(this.low);
    scratch.setUint32(0, this.info === 26 ? this.low : this.high);
    scratch.setUint32(4, this.low);
    if (this.major === 7 && this.info === 26) return scratch.getFloat32(0);
    if (this.major === 7 && this.info === 27) return scratch.getFloat64(0);
    throw this.unexpected('a float');
  }

  /** Passes over one item, whatever it is, without building it. */
  skip(): void {
    skipItem(this.window);
  }

  #integer(expected: string): bigint {
    this.readHead();
    if (this.major === UINT) return this.wideArgument();
    if (this.major === NEGATIVE) return -1n - this.wideArgument();
    if (this.major !== TAG || this.high !== 0 || (this.low !== 2 && this.low !== 3)) throw this.unexpected(expected);
    const negative = this.low === 3;
    const magnitude = BigInt(`0x0${this.hex()}`);
    return negative ? -1n - magnitude : magnitude;
  }

  #string(major: number): Uint8Array {
    const w = this.window;
    if (this.info === INDEFINITE) return this.#chunks(major);
    const length = this.safeArgument('a length below 2^53');
    if (w.end - w.at < length) w.need(length, `${length} bytes of a string`);
    const bytes = w.bytes.subarray(w.at, w.at + length);
    w.at += length;
    return bytes;
  }

  #chunks(major: number): Uint8Array {
    const offset = this.offset;
    // One array that grows, not one a chunk: a string of a million empty chunks is a megabyte and should cost one.
    let joined = new Uint8Array(256);
    let length = 0;
    while (!this.takeBreak()) {
      this.expectMajor(major, 'a chunk of the string');
      if (this.info === INDEFINITE) throw this.unexpected('a chunk of the string', 'a string of chunks');
      const chunk = this.#string(major);
      if (length + chunk.length > joined.length) {
        const larger = new Uint8Array(Math.max(joined.length * 2, length + chunk.length));
        larger.set(joined);
        joined = larger;
      }
      joined.set(chunk, length);
      length += chunk.length;
    }
    this.offset = offset;
    return joined.slice(0, length);
  }
}

const scratch = new DataView(new ArrayBuffer(8));
