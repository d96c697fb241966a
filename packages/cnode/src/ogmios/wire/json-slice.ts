import { type JsonValue, parseLossless } from '@pooltool/shared-utils/json';
import { ogmiosGarbled } from '../errors.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * A JSON value as the bytes it came in, parsed no further than somebody asks. Two reasons: the answer about a million
 * delegators is bigger than a string of V8 may be and than its objects should stand in memory; and a transaction's metadata,
 * which anybody may nest as deep as sixteen kilobytes allow, is stepped over without recursion.
 */
export class JsonSlice {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** @throws POOLTOOL_OGMIOS_GARBLED when it is not JSON */
  parse(): JsonValue {
    try {
      return parseLossless(this.#bytes.toString('utf8'));
    } catch (cause) {
      throw garbled(cause instanceof Error ? cause.message : 'unreadable', cause);
    }
  }

  get isObject(): boolean {
    return this.#bytes[firstByte(this.#bytes, 0)] === OPEN_OBJECT;
  }

  get isList(): boolean {
    return this.#bytes[firstByte(this.#bytes, 0)] === OPEN_LIST;
  }

  /** Name and value of each field; an equal name may come twice. @throws POOLTOOL_OGMIOS_GARBLED unless it is an object */
  *fields(): Generator<readonly [string, JsonSlice], void, undefined> {
    const bytes = this.#bytes;
    let at = afterOpening(bytes, OPEN_OBJECT);
    while (bytes[at] !== CLOSE_OBJECT) {
      if (bytes[at] !== QUOTE) throw garbled(`no name of a field at byte ${at}`);
      const nameEnd = endOfValue(bytes, at);
      const colon = firstByte(bytes, nameEnd);
      if (bytes[colon] !== COLON) throw garbled(`no colon at byte ${colon}`);
      const start = firstByte(bytes, colon + 1);
      const end = endOfValue(bytes, start);
      const name = new JsonSlice(bytes.subarray(at, nameEnd)).parse();
      yield [String(name), new JsonSlice(bytes.subarray(start, end))];
      at = afterComma(bytes, end, CLOSE_OBJECT);
    }
    demandNothingAfter(bytes, at + 1);
  }

  /** @throws POOLTOOL_OGMIOS_GARBLED unless it is a list */
  *items(): Generator<JsonSlice, void, undefined> {
    const bytes = this.#bytes;
    let at = afterOpening(bytes, OPEN_LIST);
    while (bytes[at] !== CLOSE_LIST) {
      const end = endOfValue(bytes, at);
      yield new JsonSlice(bytes.subarray(at, end));
      at = afterComma(bytes, end, CLOSE_LIST);
    }
    demandNothingAfter(bytes, at + 1);
  }
}

const garbled = (why: string, cause?: unknown) => ogmiosGarbled({ message: `Ogmios sent no JSON: ${why}`, cause });

function afterOpening(bytes: Buffer, opening: number): number {
  const at = firstByte(bytes, 0);
  if (bytes[at] !== opening) throw garbled(`${String.fromCharCode(opening)} is not what byte ${at} says`);
  return firstByte(bytes, at + 1);
}

/** Index of what follows a value: the next value behind a comma, or the closing bracket. */
function afterComma(bytes: Buffer, end: number, closing: number): number {
  const at = firstByte(bytes, end);
  if (bytes[at] === closing) return at;
  if (bytes[at] !== COMMA) throw garbled(`neither a comma nor an end at byte ${at}`);
  const next = firstByte(bytes, at + 1);
  if (bytes[next] === closing) throw garbled(`nothing behind the comma at byte ${at}`);
  return next;
}

function demandNothingAfter(bytes: Buffer, end: number): void {
  const at = firstByte(bytes, end);
  if (at !== bytes.length) throw garbled(`something behind its end at byte ${at}`);
}

/** Index of the first byte from `at` on that is not JSON's white space. */
function firstByte(bytes: Buffer, at: number): number {
  let next = at;
  for (let byte = bytes[next]; isBlank(byte); byte = bytes[next]) next += 1;
  return next;
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Index after the value that begins at `start`, by its brackets and quotes alone. */
function endOfValue(bytes: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth += 1;
      at += 1;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 0) break;
      depth -= 1;
      at += 1;
    } else if (depth === 0 && (byte === COMMA || isBlank(byte))) break;
    else {
      at += 1;
      continue;
    }
    if (depth === 0) return at;
  }
  if (depth > 0 || at === start) throw garbled(`no whole value at byte ${start}`);
  return at;
}

/** Index after the closing quote. */
function endOfString(bytes: Buffer, start: number): number {
  for (let end = bytes.indexOf(QUOTE, start + 1); end !== -1; end = bytes.indexOf(QUOTE, end + 1)) {
    let backslashes = 0;
    while (bytes[end - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
  throw garbled(`a text without end at byte ${start}`);
}
