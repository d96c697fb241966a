/** A chunk leaves for the socket when it passes this: one push per row would be ten times slower (measured). */
export const CHUNK_BYTES = 128 * 1024;

/**
 * Bytes in PostgreSQL's order (big-endian), appended to one chunk after another. `take` hands a chunk over and starts
 * a new one, because the socket keeps what it was given until it is sent.
 */
export class ByteSink {
  #bytes = Buffer.allocUnsafe(CHUNK_BYTES * 2);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#length >= CHUNK_BYTES;
  }

  take(): Buffer {
    const chunk = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(CHUNK_BYTES * 2);
    this.#length = 0;
    return chunk;
  }

  int8bit(value: number): void {
    this.#bytes[this.#reserve(1)] = value;
  }

  int16(value: number): void {
    const at = this.#reserve(2);
    this.#bytes.writeInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.#reserve(4);
    this.#bytes.writeInt32BE(value, at);
  }

  int64(value: bigint): void {
    const at = this.#reserve(8);
    this.#bytes.writeBigInt64BE(value, at);
  }

  float64(value: number): void {
    const at = this.#reserve(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  bytes(value: Uint8Array): void {
    const at = this.#reserve(value.length);
    this.#bytes.set(value, at);
  }

  /** `byteLength` bytes of UTF-8 or hex. */
  text(value: string, encoding: 'utf8' | 'hex', byteLength: number): void {
    const at = this.#reserve(byteLength);
    this.#bytes.write(value, at, encoding);
  }

  /** Writes a length found out later over the four bytes at `at`. */
  patchInt32(at: number, value: number): void {
    this.#bytes.writeInt32BE(value, at);
  }

  #reserve(count: number): number {
    const at = this.#length;
    if (at + count > this.#bytes.length) this.#grow(at + count);
    this.#length = at + count;
    return at;
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
