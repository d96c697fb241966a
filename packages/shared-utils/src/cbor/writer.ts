const LARGEST = 2n ** 64n;
const utf8 = new TextEncoder();

/** Writes CBOR (RFC 8949), shortest heads; the caller says the structure. Every method gives the writer back. */
export class CborWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** An integer of either sign; beyond 64 bits as a bignum (tags 2 and 3). */
  int(value: number | bigint): this {
    if (typeof value === 'number' && !Number.isSafeInteger(value))
      throw new RangeError(`${value} is not a safe integer`);
    return value < 0 ? this.#integer(1, 3, -1n - BigInt(value)) : this.#integer(0, 2, value);
  }

  bytes(value: Uint8Array): this {
    return this.#head(2, value.length).raw(value);
  }

  hex(value: string): this {
    return this.bytes(Buffer.from(value, 'hex'));
  }

  /** A byte string of indefinite length, in the given chunks. */
  chunkedBytes(chunks: readonly Uint8Array[]): this {
    this.#byte(0x5f);
    for (const chunk of chunks) this.bytes(chunk);
    return this.break();
  }

  text(value: string): this {
    const bytes = utf8.encode(value);
    return this.#head(3, bytes.length).raw(bytes);
  }

  /** Begins an array of `length` items, or of indefinite length: then `break()` ends it. */
  array(length?: number): this {
    return length === undefined ? this.#byte(0x9f) : this.#head(4, length);
  }

  /** Begins a map of `length` entries, or of indefinite length. */
  map(length?: number): this {
    return length === undefined ? this.#byte(0xbf) : this.#head(5, length);
  }

  break(): this {
    return this.#byte(0xff);
  }

  tag(number: number): this {
    return this.#head(6, number);
  }

  bool(value: boolean): this {
    return this.#byte(value ? 0xf5 : 0xf4);
  }

  null(): this {
    return this.#byte(0xf6);
  }

  float32(value: number): this {
    this.#byte(0xfa).#room(4);
    this.#view.setFloat32(this.#at, value);
    this.#at += 4;
    return this;
  }

  float64(value: number): this {
    this.#byte(0xfb).#room(8);
    this.#view.setFloat64(this.#at, value);
    this.#at += 8;
    return this;
  }

  /** Splices in bytes that are CBOR already. */
  raw(item: Uint8Array): this {
    this.#room(item.length);
    this.#bytes.set(item, this.#at);
    this.#at += item.length;
    return this;
  }

  get length(): number {
    return this.#at;
  }

  /** A copy of what was written; the writer may go on or begin again with `clear`. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  clear(): this {
    this.#at = 0;
    return this;
  }

  #integer(major: number, bignumTag: number, magnitude: number | bigint): this {
    if (magnitude < LARGEST) return this.#head(major, magnitude);
    const digits = magnitude.toString(16);
    return this.tag(bignumTag).hex(digits.length % 2 === 0 ? digits : `0${digits}`);
  }

  #head(major: number, argument: number | bigint): this {
    this.#room(9);
    const kind = major << 5;
    if (argument < 24) return this.#byte(kind | Number(argument));
    if (argument < 0x100) return this.#byte(kind | 24).#byte(Number(argument));
    if (argument < 0x1_0000) {
      this.#byte(kind | 25);
      this.#view.setUint16(this.#at, Number(argument));
      this.#at += 2;
    } else if (argument < 0x1_0000_0000) {
      this.#byte(kind | 26);
      this.#view.setUint32(this.#at, Number(argument));
      this.#at += 4;
    } else {
      this.#byte(kind | 27);
      this.#view.setBigUint64(this.#at, BigInt(argument));
      this.#at += 8;
    }
    return this;
  }

  #byte(value: number): this {
    this.#room(1);
    this.#view.setUint8(this.#at, value);
    this.#at += 1;
    return this;
  }

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + count));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
