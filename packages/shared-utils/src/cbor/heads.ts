import { CborError } from './cbor-error.ts';
import { type CborKind, calledInErrors, kindOf } from './kind.ts';
import { type CborSource, CborWindow } from './window.ts';

export const INDEFINITE = 31;

/**
 * Reads heads: the byte that tells an item's major type, and the number that comes with it (RFC 8949 section 3). What was
 * read stays in the fields, as two halves of 32 bits, so that the hundred million heads of a ledger dump make no object.
 */
export class CborHeads {
  protected readonly window: CborWindow;
  /** the high three bits of the head read last */
  protected major = 0;
  /** the low five */
  protected info = 0;
  protected high = 0;
  protected low = 0;
  /** where that head begins in the input */
  protected offset = 0;

  constructor(input: Uint8Array | CborSource) {
    this.window = new CborWindow(input);
  }

  /** Bytes read so far. */
  get position(): number {
    return this.window.position;
  }

  /** Bytes to the end of the input, or Infinity when its source does not know. */
  get remaining(): number {
    return this.window.remaining();
  }

  isEnd(): boolean {
    this.window.want(1);
    return this.window.at >= this.window.end;
  }

  /** What comes next, without reading it. */
  peek(): CborKind {
    const w = this.window;
    if (w.at >= w.end && this.isEnd()) return 'end';
    return kindOf(w.view.getUint8(w.at));
  }

  /** An error at the item read last, for checks that the caller makes. */
  fail(expected: string, found: string): CborError {
    return this.unexpected(expected, found);
  }

  /** The same, of an item that must be of this major type. */
  protected expectMajor(major: number, expected: string): void {
    this.readHead();
    if (this.major !== major) throw this.unexpected(expected);
  }

  /** Reads the first byte and its argument, into `major`, `info`, `high` and `low`. */
  protected readHead(): void {
    const w = this.window;
    if (w.end - w.at < 9) w.want(9);
    this.offset = w.base + w.at;
    if (w.at >= w.end) throw this.truncated('an item');
    const initial = w.view.getUint8(w.at);
    const info = initial & 31;
    this.major = initial >> 5;
    this.info = info;
    this.high = 0;
    if (info < 24) {
      this.low = info;
      w.at += 1;
      return;
    }
    if (info === INDEFINITE) {
      w.at += 1;
      return;
    }
    const size = info > 27 ? 0 : 1 << (info - 24);
    if (size === 0) throw this.unexpected('an item', `the reserved byte 0x${initial.toString(16)}`);
    if (w.end - w.at <= size) throw this.truncated(`a head of ${size + 1} bytes`);
    const from = w.at + 1;
    w.at = from + size;
    if (size === 1) this.low = w.view.getUint8(from);
    else if (size === 2) this.low = w.view.getUint16(from);
    else if (size === 4) this.low = w.view.getUint32(from);
    else {
      this.high = w.view.getUint32(from);
      this.low = w.view.getUint32(from + 4);
    }
  }

  /** The head's argument as a safe integer. */
  protected safeArgument(expected: string): number {
    if (this.info === INDEFINITE) throw this.unexpected('an item', 'a reserved byte');
    if (this.high > 0x1f_ffff) throw this.unexpected(expected, 'a larger one');
    return this.high * 0x1_0000_0000 + this.low;
  }

  /** The head's argument, whatever its size. */
  protected wideArgument(): bigint {
    if (this.info === INDEFINITE) throw this.unexpected('an item', 'a reserved byte');
    if (this.high <= 0x1f_ffff) return BigInt(this.high * 0x1_0000_0000 + this.low);
    return (BigInt(this.high) << 32n) | BigInt(this.low);
  }

  /** The argument as a number of items, -1 when indefinite, that what is left of the input can hold. */
  protected countItems(itemsEach: number, atLeast: number): number {
    if (this.info === INDEFINITE) return -1;
    const count = this.safeArgument('a length below 2^53');
    if (count < atLeast) throw this.unexpected(`an array of ${atLeast} or more`, `an array of ${count}`);
    const w = this.window;
    const there = count * itemsEach > w.end - w.at ? w.remaining() : Number.POSITIVE_INFINITY;
    if (count * itemsEach > there) {
      const found = `${there} bytes to the end of the input`;
      throw new CborError({ offset: this.offset, expected: `${count * itemsEach} items`, found, truncated: true });
    }
    return count;
  }

  protected truncated(expected: string): CborError {
    return new CborError({ offset: this.window.position, expected, found: 'the end of the input', truncated: true });
  }

  protected unexpected(expected: string, found = calledInErrors(this.major, this.info)): CborError {
    return new CborError({ offset: this.offset, expected, found });
  }
}
