/**
 * All that was reported of one block, in arrays that serve one block after the other: no object for a report, because
 * a mainnet epoch has tens of millions.
 */
export class BlockReports {
  producer = -1;
  slot = -1;
  reports = 0;
  receivers: Int32Array<ArrayBuffer> = new Int32Array(1_024);
  delays: Int32Array<ArrayBuffer> = new Int32Array(1_024);
  received: Int32Array<ArrayBuffer> = new Int32Array(1_024);

  /** Forgets the block before. */
  begin(producer: number, slot: number): void {
    this.producer = producer;
    this.slot = slot;
    this.reports = 0;
  }

  add(receiver: number, delay: number, received: number): void {
    if (this.reports === this.receivers.length) this.#grow();
    this.receivers[this.reports] = receiver;
    this.delays[this.reports] = delay;
    this.received[this.reports] = received;
    this.reports += 1;
  }

  #grow(): void {
    this.receivers = twice(this.receivers);
    this.delays = twice(this.delays);
    this.received = twice(this.received);
  }
}

function twice(from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const to = new Int32Array(2 * from.length);
  to.set(from);
  return to;
}

/** Cuts chunks, which end anywhere, into lines. */
export class LineCutter {
  #rest: Buffer = Buffer.alloc(0);
  readonly #take: (line: Buffer) => void;

  constructor(take: (line: Buffer) => void) {
    this.#take = take;
  }

  add(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let from = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, from)) {
      this.#take(bytes.subarray(from, end));
      from = end + 1;
    }
    this.#rest = bytes.subarray(from);
  }
}

/** Reads whole numbers with one letter between two; null is an `n`. */
export class NumberReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#at = 0;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  next(): number | null {
    let letter = this.#bytes[this.#at];
    if (letter === NO_NUMBER) {
      this.#at += 2;
      return null;
    }
    const isNegative = letter === MINUS;
    if (isNegative) letter = this.#bytes[++this.#at];
    let value = 0;
    while (letter !== undefined && letter >= ZERO) {
      value = value * 10 + letter - ZERO;
      letter = this.#bytes[++this.#at];
    }
    this.#at += 1;
    return isNegative ? -value : value;
  }
}

const LINE_FEED = 0x0a;
const MINUS = 0x2d;
const ZERO = 0x30;
const NO_NUMBER = 0x6e;
