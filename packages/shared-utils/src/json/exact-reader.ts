import { jsonTooLarge } from './errors.ts';
import type { JsonValue } from './json-value.ts';
import { endOfString, skipBlanks } from './survey-json.ts';

type Read<Value> = { readonly value: Value; readonly end: number };

/** Nobody writes money or hashes so long, and V8 takes a second for four million digits. */
const MOST_DIGITS = 4_096;

const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;

/**
 * Reads a text that is known to be JSON, exactly: every digit of an integer and every name as it is written.
 *
 * Needed beside JSON.parse for two reasons. It rounds integers; and V8 from 12.8 on (Node 23 to 26 at least) sometimes gives a
 * name that is written with a backslash the name of another object it parsed before: after `{"k":1,"\\":2}` it reads
 * `{"k":1,"\n":2}` as if it held `\`. See nodejs/node#63785. Whoever writes metadata on the chain can provoke it.
 */
export function readExactly(text: string): JsonValue {
  return readValue(text, skipBlanks(text, 0)).value;
}

function readValue(text: string, at: number): Read<JsonValue> {
  switch (text[at]) {
    case '{':
      return readObject(text, at);
    case '[':
      return readList(text, at);
    case '"':
      return readString(text, at);
    case 't':
      return { value: true, end: at + 4 };
    case 'f':
      return { value: false, end: at + 5 };
    case 'n':
      return { value: null, end: at + 4 };
    case undefined:
      throw new SyntaxError('the text ends where a value should stand');
    default:
      return readNumber(text, at);
  }
}

function readObject(text: string, start: number): Read<JsonValue> {
  const value: Record<string, JsonValue> = {};
  let at = skipBlanks(text, start + 1);
  while (text[at] === '"') {
    const name = readString(text, at);
    const colon = skipBlanks(text, name.end);
    const field = readValue(text, skipBlanks(text, colon + 1));
    setField(value, name.value, field.value);
    at = afterComma(text, field.end);
  }
  return { value, end: at + 1 };
}

/** An assignment to `__proto__` would set the prototype instead. */
function setField(object: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function readList(text: string, start: number): Read<JsonValue> {
  const value: JsonValue[] = [];
  let at = skipBlanks(text, start + 1);
  while (text[at] !== ']') {
    const item = readValue(text, at);
    value.push(item.value);
    at = afterComma(text, item.end);
  }
  return { value, end: at + 1 };
}

function afterComma(text: string, end: number): number {
  const next = skipBlanks(text, end);
  return text[next] === ',' ? skipBlanks(text, next + 1) : next;
}

function readString(text: string, start: number): Read<string> {
  const end = endOfString(text, start);
  const inside = text.slice(start + 1, end);
  // JSON.parse is right about a string that stands alone.
  return { value: inside.includes('\\') ? JSON.parse(`"${inside}"`) : inside, end: end + 1 };
}

function readNumber(text: string, start: number): Read<number | bigint> {
  NUMBER.lastIndex = start;
  const [written = '', fraction, exponent] = NUMBER.exec(text) ?? [];
  const end = start + written.length;
  // Without this a text that is not JSON after all would be read for ever.
  if (written === '') throw new SyntaxError(`no value at position ${start}`);
  const number = Number(written);
  const exact = fraction !== undefined || exponent !== undefined || Number.isSafeInteger(number);
  if (exact) return { value: number, end };
  if (written.length > MOST_DIGITS) {
    throw jsonTooLarge({ message: `the JSON has an integer of ${written.length} digits, ${MOST_DIGITS} are allowed` });
  }
  return { value: BigInt(written), end };
}
