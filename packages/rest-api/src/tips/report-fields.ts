/**
 * Single fields as operators' scripts send them: strings for numbers, '' and the word "null" for what a script did not
 * find, surplus blanks, either case. Each answers null for what is not told or cannot be read.
 */

const NOT_TOLD: ReadonlySet<string> = new Set(['', 'null', 'undefined', 'none', 'nan']);

export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own fields only: what is in no body is not told, `constructor` neither. */
export const fieldOf = (from: Fields, name: string): unknown => (Object.hasOwn(from, name) ? from[name] : undefined);

export function textIn(from: Fields, name: string): string | null {
  const value = fieldOf(from, name);
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return null;
  const trimmed = text.trim();
  return NOT_TOLD.has(trimmed.toLowerCase()) ? null : trimmed;
}

/** Lower-case hex of so many bytes. */
export function hexIn(from: Fields, name: string, bytes: number): string | null {
  const hex = textIn(from, name)?.toLowerCase();
  return hex !== undefined && hex.length === 2 * bytes && /^[0-9a-f]*$/.test(hex) ? hex : null;
}

/** A whole number from 0 on, however it is written. */
export function naturalIn(from: Fields, name: string): number | null {
  const text = textIn(from, name);
  if (text === null || !/^\d{1,16}$/.test(text)) return null;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : null;
}

/** One line of printable text, cut where it is longer; '' for nothing. What turns the direction of writing is not printable. */
export function lineIn(from: Fields, name: string, longest: number): string {
  const text = textIn(from, name);
  if (text === null) return '';
  return text
    .slice(0, 4 * longest)
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, longest)
    .toWellFormed();
}
