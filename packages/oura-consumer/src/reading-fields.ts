import { InvalidValue } from '@pooltool/domain';
import { eventUnreadable } from './errors.ts';

/** An object of a body, its fields not looked at yet. Every reader below says in its complaint which field it was. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws POOLTOOL_EVENT_UNREADABLE */
export function fieldsOf(name: string, value: unknown): Fields {
  if (!isFields(value)) throw wrongField(name, 'an object', value);
  return value;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws POOLTOOL_EVENT_UNREADABLE */
export function textOf(name: string, value: unknown): string {
  if (typeof value !== 'string') throw wrongField(name, 'a text', value);
  return value;
}

/** @throws POOLTOOL_EVENT_UNREADABLE */
export function flagOf(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrongField(name, 'true or false', value);
  return value;
}

/** A number as JSON wrote it; an integer beyond 2^53 comes as the nearest one, which no bound of ours lets pass. */
export function numberOf(name: string, value: unknown): number {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'number') throw wrongField(name, 'a number', value);
  return value;
}

/** What PostgreSQL keeps a position or a count in; a block's are far below. */
const MOST_COUNT = 2 ** 31 - 1;

/** A position or a count. @throws POOLTOOL_EVENT_UNREADABLE */
export const countOf = (name: string, value: unknown): number => wholeOf(name, value, MOST_COUNT);

/** Since 1970. @throws POOLTOOL_EVENT_UNREADABLE */
export const secondsOf = (name: string, value: unknown): number => wholeOf(name, value, Number.MAX_SAFE_INTEGER);

function wholeOf(name: string, value: unknown, most: number): number {
  const whole = numberOf(name, value);
  if (!Number.isSafeInteger(whole) || whole < 0 || whole > most) {
    throw wrongField(name, `a whole number from 0 to ${most}`, value);
  }
  return whole;
}

/** An integer with every digit, of either sign. @throws POOLTOOL_EVENT_UNREADABLE */
export function integerOf(name: string, value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrongField(name, 'a whole number', value);
  return BigInt(value);
}

/** @throws POOLTOOL_EVENT_UNREADABLE */
export function listOf<Item>(name: string, value: unknown, read: (name: string, item: unknown) => Item): Item[] {
  if (!Array.isArray(value)) throw wrongField(name, 'a list', value);
  return value.map((item: unknown, index) => read(`${name}[${index}]`, item));
}

/** Rust writes null for what is not there; a field that is missing says the same. */
export const orNull = <Value>(
  name: string,
  value: unknown,
  read: (name: string, value: unknown) => Value,
): Value | null => (value === null || value === undefined ? null : read(name, value));

/** @throws POOLTOOL_EVENT_UNREADABLE */
export function bytesOf(name: string, value: unknown): Uint8Array {
  const text = textOf(name, value);
  const bytes = Buffer.from(text, 'hex');
  // Buffer stops silently at the first character it does not know.
  if (text === '' || bytes.length * 2 !== text.length) throw wrongField(name, 'an even number of hex characters', text);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A domain word of a field: the word's own complaint does not know where it stood. */
export function wordOf<Word>(field: string, make: () => Word): Word {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    throw eventUnreadable({ message: `${field}: ${error.message}`, details: { field }, cause: error });
  }
}

export const wrongField = (field: string, wanted: string, given: unknown) =>
  eventUnreadable({ message: `${field} must be ${wanted}`, details: { field, given: shown(given) } });

/** Enough to recognise it: a body may be megabytes. */
function shown(given: unknown): string {
  if (given === undefined) return 'nothing';
  if (typeof given === 'string') return JSON.stringify(given.slice(0, 60));
  if (typeof given === 'object' && given !== null) return Array.isArray(given) ? 'a list' : 'an object';
  return String(given);
}
