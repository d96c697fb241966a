import { CborError } from './cbor-error.ts';

/** Where more bytes come from: fills the start of `into` and says how many bytes it wrote; 0 is the end. */
export interface CborSource {
  readonly read: (into: Uint8Array) => number;
  /** bytes in all, when known: lets an impossible length be refused before anything is allocated */
  readonly size?: number;
}

const WINDOW_BYTES = 1 << 20;
/** A single string longer than this is a broken file, not a ledger. */
const LONGEST_ITEM = 1 << 28;

/** The bytes now in memory: the whole of an array, or a part of a source that moves on. Positions are cheap fields on purpose. */
export class CborWindow {
  bytes: Uint8Array;
  view: DataView;
  /** next byte to read, and one past the last byte held; both within `bytes` */
  at = 0;
  end: number;
  /** offset of `bytes[0]` from the start of the input */
  base = 0;
  /** first byte that must stay in the window, or -1: the start of an item whose raw bytes are wanted */
  held = -1;
  #ended = false;
  readonly #source: CborSource | null;

  constructor(input: Uint8Array | CborSource) {
    const whole = input instanceof Uint8Array;
    this.#source = whole ? null : input;
    this.bytes = whole ? plainView(input) : new Uint8Array(WINDOW_BYTES);
    this.end = whole ? input.length : 0;
    this.view = viewOf(this.bytes);
  }

  /** True when views into the window stay valid for good. */
  get whole(): boolean {
    return this.#source === null;
  }

  get position(): number {
    return this.base + this.at;
  }

  /** Bytes from here to the end of the input, or Infinity when the source does not know. */
  remaining(): number {
    if (this.#source === null) return this.end - this.at;
    return this.#source.size === undefined ? Number.POSITIVE_INFINITY : this.#source.size - this.position;
  }

  /** Tries to have `count` bytes at hand; fewer at the end of the input. */
  want(count: number): void {
    if (this.#source === null || this.#ended || this.end - this.at >= count) return;
    this.#moveToFront(count);
    while (this.end - this.at < count) {
      const got = this.#source.read(this.bytes.subarray(this.end));
      this.#ended = got === 0;
      if (this.#ended) return;
      this.end += got;
    }
  }

  /** Has `count` bytes at hand. @throws CborError at the end of the input */
  need(count: number, expected: string): void {
    if (this.end - this.at >= count) return;
    const there = this.remaining();
    if (count <= there && count <= LONGEST_ITEM) this.want(count);
    if (this.end - this.at >= count) return;
    const tooLong = count > LONGEST_ITEM && count <= there;
    const found = tooLong ? `a length beyond ${LONGEST_ITEM} bytes` : this.#endOfInput();
    throw new CborError({ offset: this.position, expected, found, truncated: !tooLong });
  }

  /** Passes over `count` bytes without keeping them. */
  pass(count: number, expected: string): void {
    let left = count;
    while (left > this.end - this.at) {
      left -= this.end - this.at;
      const from = this.position;
      this.at = this.end;
      this.want(1);
      if (this.at === this.end)
        throw new CborError({ offset: from, expected, found: this.#endOfInput(), truncated: true });
    }
    this.at += left;
  }

  #endOfInput(): string {
    this.want(1);
    return `the end of the input after ${this.end - this.at} bytes`;
  }

  #moveToFront(count: number): void {
    const keep = this.held >= 0 ? this.held : this.at;
    const room = this.at - keep + count;
    const target = room > this.bytes.length ? new Uint8Array(Math.max(room, this.bytes.length * 2)) : this.bytes;
    target.set(this.bytes.subarray(keep, this.end));
    this.base += keep;
    this.at -= keep;
    this.end -= keep;
    if (this.held >= 0) this.held = 0;
    if (target !== this.bytes) {
      this.bytes = target;
      this.view = viewOf(target);
    }
  }

  /** Lets go of a window that grew for one long item. */
  release(): void {
    this.held = -1;
    if (this.#source === null || this.bytes.length === WINDOW_BYTES || this.end - this.at > WINDOW_BYTES) return;
    const small = new Uint8Array(WINDOW_BYTES);
    small.set(this.bytes.subarray(this.at, this.end));
    this.base += this.at;
    this.end -= this.at;
    this.at = 0;
    this.bytes = small;
    this.view = viewOf(small);
  }
}

/** A Buffer's `slice` shares memory where a Uint8Array's copies: what is handed out is never a Buffer. */
const plainView = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
