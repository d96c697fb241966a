import { CborError } from './cbor-error.ts';
import { skipItem } from './skip.ts';
import { type CborSource, CborWindow } from './window.ts';

export type CborKind =
  | 'uint'
  | 'negative'
  | 'bytes'
  | 'text'
  | 'array'
  | 'map'
  | 'tag'
  | 'bool'
  | 'null'
  | 'undefined'
  | 'float'
  | 'simple'
  | 'break'
  | 'end';

const MAJORS = ['uint', 'negative', 'bytes', 'text', 'array', 'map', 'tag'] as const;
const UINT = 0;
const NEGATIVE = 1;
const BYTES = 2;
const TEXT = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const INDEFINITE = 31;
const BREAK = 0xff;
const SET_TAG = 258;
const RATIONAL_TAG = 30;

/** How this machine keeps the words of a column. */
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

const utf8 = new TextDecoder('utf-8', { fatal: true });

export interface CborReaderOptions {
  /** Errors thrown by the caller's own checks that are the bytes' fault: they get the offset and the path of where they were met. */
  readonly blames?: (error: unknown) => error is Error;
}

/**
 * Reads CBOR (RFC 8949) by asking for what should come next. Nothing is built that is not asked for, so a file of
 * gigabytes costs one window of memory. Every method throws a `CborError` with the byte offset when something else comes.
 *
 * `INDEFINITE` lengths are -1. Views (`view`, `raw`) stay valid for good over a Uint8Array, and until the next read over a source.
 */
export class CborReader {
  readonly #w: CborWindow;
  readonly #blames: (error: unknown) => error is Error;
  /** the head read last */
  #major = 0;
  #info = 0;
  #high = 0;
  #low = 0;
  #offset = 0;

  constructor(input: Uint8Array | CborSource, options: CborReaderOptions = {}) {
    this.#w = new CborWindow(input);
    this.#blames = options.blames ?? nobody;
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#w.position;
  }

  isEnd(): boolean {
    this.#w.want(1);
    return this.#w.at >= this.#w.end;
  }

  /** What comes next, without reading it. */
  peek(): CborKind {
    const w = this.#w;
    if (w.at >= w.end && this.isEnd()) return 'end';
    const initial = w.view.getUint8(w.at);
    const major = MAJORS[initial >> 5];
    if (major !== undefined) return major;
    if (initial === BREAK) return 'break';
    const info = initial & 31;
    if (info === 20 || info === 21) return 'bool';
    if (info === 22) return 'null';
    if (info === 23) return 'undefined';
    return info >= 25 && info <= 27 ? 'float' : 'simple';
  }

  /** 0 … 2^53−1. */
  uintNumber(): number {
    this.#expect(UINT, 'an unsigned integer');
    return this.#safe('an integer below 2^53');
  }

  /** 0 and up; a bignum (tag 2) too. */
  uintBig(): bigint {
    const value = this.#integer('an unsigned integer');
    if (value < 0n) throw this.#unexpected('an unsigned integer', 'a negative integer');
    return value;
  }

  /** A safe integer of either sign. */
  int(): number {
    this.#head();
    if (this.#major === UINT) return this.#safe('an integer within ±2^53');
    if (this.#major === NEGATIVE) return -1 - this.#safe('an integer within ±2^53');
    throw this.#unexpected('an integer');
  }

  /** Any integer, bignums (tags 2 and 3) included. */
  intBig(): bigint {
    return this.#integer('an integer');
  }

  /** A byte string as a view. */
  view(): Uint8Array {
    this.#expect(BYTES, 'a byte string');
    return this.#string(BYTES);
  }

  /** A byte string, copied. */
  bytes(): Uint8Array {
    return this.view().slice();
  }

  /** A byte string of exactly `length` bytes, as a view. */
  viewOf(length: number): Uint8Array {
    const view = this.view();
    if (view.length !== length) throw this.#unexpected(`${length} bytes`, `${view.length} bytes`);
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
    this.#expect(BYTES, 'a byte string');
    const w = this.#w;
    const inWindow = this.#info !== INDEFINITE && this.#high === 0 && this.#low === length && w.end - w.at >= length;
    const bytes = inWindow ? null : this.#string(BYTES);
    if (bytes !== null && bytes.length !== length) throw this.#unexpected(`${length} bytes`, `${bytes.length} bytes`);
    const view = bytes === null ? w.view : new DataView(bytes.buffer, bytes.byteOffset, length);
    const from = bytes === null ? w.at : 0;
    for (let i = 0; i < words; i++) target[at + i] = view.getInt32(from + i * 4, LITTLE_ENDIAN);
    if (bytes === null) w.at = from + length;
  }

  /** An unsigned integer below 2^64 into a column of such seen as 32-bit words: `target[at]` and `target[at + 1]`. */
  uint64Into(target: Uint32Array, at: number): void {
    this.#expect(UINT, 'an unsigned integer below 2^64');
    if (this.#info === INDEFINITE) throw this.#unexpected('an item', 'a reserved byte');
    target[LITTLE_ENDIAN ? at : at + 1] = this.#low;
    target[LITTLE_ENDIAN ? at + 1 : at] = this.#high;
  }

  text(): string {
    this.#expect(TEXT, 'a text string');
    const offset = this.#offset;
    const bytes = this.#string(TEXT);
    try {
      return utf8.decode(bytes);
    } catch (cause) {
      throw new CborError({ offset, expected: 'text in UTF-8', found: 'bytes that are not', cause });
    }
  }

  /** Number of items, or -1 when indefinite. @throws CborError when definite and shorter than `atLeast` */
  arrayStart(atLeast = 0): number {
    this.#expect(ARRAY, 'an array');
    return this.#count(1, atLeast);
  }

  /** Number of entries, or -1 when indefinite. */
  mapStart(): number {
    this.#expect(MAP, 'a map');
    return this.#count(2, 0);
  }

  /** Whether item `index` of an array or map that began with `length` is there; a break is read away. Ask once per item. */
  hasNext(length: number, index: number): boolean {
    return length >= 0 ? index < length : !this.takeBreak();
  }

  /** Ends an array of which `read` items were read: what is left is skipped, so that a later era may add fields. */
  arrayEnd(length: number, read: number): void {
    for (let index = read; this.hasNext(length, index); index++) skipItem(this.#w);
  }

  /** Reads a break if one is next. */
  takeBreak(): boolean {
    const w = this.#w;
    if (w.at >= w.end && this.isEnd()) throw this.#truncated('an item or a break');
    if (w.view.getUint8(w.at) !== BREAK) return false;
    w.at += 1;
    return true;
  }

  isBreak(): boolean {
    return this.peek() === 'break';
  }

  tag(): number {
    this.#expect(TAG, 'a tag');
    return this.#safe('a tag below 2^53');
  }

  /** Reads `number` as a tag if it is next: tags that the ledger writes or leaves out at will (258 for sets). */
  takeTag(number: number): boolean {
    if (this.peek() !== 'tag') return false;
    this.#w.want(9);
    const start = this.#w.position;
    if (this.tag() === number) return true;
    this.#w.at = start - this.#w.base;
    return false;
  }

  bool(): boolean {
    this.#head();
    if (this.#major !== 7 || (this.#info !== 20 && this.#info !== 21)) throw this.#unexpected('true or false');
    return this.#info === 21;
  }

  null(): null {
    this.#head();
    if (this.#major !== 7 || this.#info !== 22) throw this.#unexpected('null');
    return null;
  }

  /** Reads a null if one is next. */
  takeNull(): boolean {
    if (this.peek() !== 'null') return false;
    this.#w.at += 1;
    return true;
  }

  /** A float of 16, 32 or 64 bits. */
  float(): number {
    this.#head();
    if (this.#major === 7 && this.#info === 25) return halfFloat(this.#low);
    scratch.setUint32(0, this.#info === 26 ? this.#low : this.#high);
    scratch.setUint32(4, this.#low);
    if (this.#major === 7 && this.#info === 26) return scratch.getFloat32(0);
    if (this.#major === 7 && this.#info === 27) return scratch.getFloat64(0);
    throw this.#unexpected('a float');
  }

  /** Passes over one item, whatever it is, without building it. */
  skip(): void {
    skipItem(this.#w);
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
      if (!read(this.uintNumber())) skipItem(this.#w);
    }
  }

  /** An item or, when null is next, null. */
  nullable<T>(read: () => T): T | null {
    return this.takeNull() ? null : read();
  }

  /** A rational, tag 30 [n, d]. */
  rational(): { numerator: bigint; denominator: bigint } {
    const tag = this.tag();
    if (tag !== RATIONAL_TAG) throw this.#unexpected('tag 30 (a rational)', `tag ${tag}`);
    const length = this.arrayStart(2);
    const value = { numerator: this.uintBig(), denominator: this.uintBig() };
    this.arrayEnd(length, 2);
    return value;
  }

  /** What `read` reads, and the exact bytes it read: hashes are over bytes, not over values. */
  raw<T>(read: () => T): { value: T; bytes: Uint8Array } {
    const w = this.#w;
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
    return this.raw(() => skipItem(this.#w)).bytes;
  }

  /** Names what `read` reads, for the path of an error: `at('outputs', …)`. */
  at<T>(name: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw this.#under(name, error);
    }
  }

  /** An error at the item read last, for checks that the caller makes. */
  fail(expected: string, found: string): CborError {
    return this.#unexpected(expected, found);
  }

  #under(segment: string, error: unknown): unknown {
    if (error instanceof CborError) return error.within(segment);
    if (!this.#blames(error)) return error;
    return new CborError({
      offset: this.#offset,
      expected: 'a valid value',
      found: error.message,
      cause: error,
    }).within(segment);
  }

  #expect(major: number, expected: string): void {
    this.#head();
    if (this.#major !== major) throw this.#unexpected(expected);
  }

  #head(): void {
    const w = this.#w;
    if (w.end - w.at < 9) w.want(9);
    this.#offset = w.base + w.at;
    if (w.at >= w.end) throw this.#truncated('an item');
    const initial = w.view.getUint8(w.at);
    const info = initial & 31;
    this.#major = initial >> 5;
    this.#info = info;
    this.#high = 0;
    if (info < 24) {
      this.#low = info;
      w.at += 1;
      return;
    }
    if (info === INDEFINITE) {
      w.at += 1;
      return;
    }
    const size = info > 27 ? 0 : 1 << (info - 24);
    if (size === 0) throw this.#unexpected('an item', `the reserved byte 0x${initial.toString(16)}`);
    if (w.end - w.at <= size) throw this.#truncated(`a head of ${size + 1} bytes`);
    const from = w.at + 1;
    w.at = from + size;
    if (size === 1) this.#low = w.view.getUint8(from);
    else if (size === 2) this.#low = w.view.getUint16(from);
    else if (size === 4) this.#low = w.view.getUint32(from);
    else {
      this.#high = w.view.getUint32(from);
      this.#low = w.view.getUint32(from + 4);
    }
  }

  #safe(expected: string): number {
    if (this.#info === INDEFINITE) throw this.#unexpected('an item', 'a reserved byte');
    if (this.#high > 0x1f_ffff) throw this.#unexpected(expected, 'a larger one');
    return this.#high * 0x1_0000_0000 + this.#low;
  }

  #wide(): bigint {
    if (this.#info === INDEFINITE) throw this.#unexpected('an item', 'a reserved byte');
    if (this.#high <= 0x1f_ffff) return BigInt(this.#high * 0x1_0000_0000 + this.#low);
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }

  #integer(expected: string): bigint {
    this.#head();
    if (this.#major === UINT) return this.#wide();
    if (this.#major === NEGATIVE) return -1n - this.#wide();
    if (this.#major !== TAG || this.#high !== 0 || (this.#low !== 2 && this.#low !== 3))
      throw this.#unexpected(expected);
    const negative = this.#low === 3;
    const magnitude = BigInt(`0x0${this.hex()}`);
    return negative ? -1n - magnitude : magnitude;
  }

  #count(itemsEach: number, atLeast: number): number {
    if (this.#info === INDEFINITE) return -1;
    const count = this.#safe('a length below 2^53');
    if (count < atLeast) throw this.#unexpected(`an array of ${atLeast} or more`, `an array of ${count}`);
    const w = this.#w;
    const there = count * itemsEach > w.end - w.at ? w.remaining() : Number.POSITIVE_INFINITY;
    if (count * itemsEach > there) {
      const found = `${there} bytes to the end of the input`;
      throw new CborError({ offset: this.#offset, expected: `${count * itemsEach} items`, found, truncated: true });
    }
    return count;
  }

  #string(major: number): Uint8Array {
    const w = this.#w;
    if (this.#info === INDEFINITE) return this.#chunks(major);
    const length = this.#safe('a length below 2^53');
    if (w.end - w.at < length) w.need(length, `${length} bytes of a string`);
    const bytes = w.bytes.subarray(w.at, w.at + length);
    w.at += length;
    return bytes;
  }

  #chunks(major: number): Uint8Array {
    const offset = this.#offset;
    const chunks: Uint8Array[] = [];
    while (!this.takeBreak()) {
      this.#expect(major, 'a chunk of the string');
      if (this.#info === INDEFINITE) throw this.#unexpected('a chunk of the string', 'a string of chunks');
      chunks.push(this.#string(major).slice());
    }
    this.#offset = offset;
    return new Uint8Array(Buffer.concat(chunks));
  }

  #truncated(expected: string): CborError {
    return new CborError({ offset: this.#w.position, expected, found: 'the end of the input', truncated: true });
  }

  #unexpected(expected: string, found = this.#found()): CborError {
    return new CborError({ offset: this.#offset, expected, found });
  }

  #found(): string {
    if (this.#major === 7)
      return SIMPLE[this.#info] ?? (this.#info > 24 && this.#info < 28 ? 'a float' : 'a simple value');
    return FOUND[this.#major] ?? 'something else';
  }
}

const FOUND = [
  'an unsigned integer',
  'a negative integer',
  'a byte string',
  'a text string',
  'an array',
  'a map',
  'a tag',
];
const SIMPLE: Record<number, string> = { 20: 'false', 21: 'true', 22: 'null', 23: 'undefined', 31: 'a break' };

const nobody = (_error: unknown): _error is Error => false;
const scratch = new DataView(new ArrayBuffer(8));

/** RFC 8949 appendix D. */
function halfFloat(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + mantissa) * 2 ** (exponent - 25);
}
