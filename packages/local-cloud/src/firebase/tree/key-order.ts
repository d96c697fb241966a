/** Sorts before every key; the SDKs send it as a bound's key for "before the value". Not itself a valid key. */
export const MIN_KEY = '[MIN_NAME]';
/** Sorts after every key; the SDKs send it as a bound's key for "after the value". Not itself a valid key. */
export const MAX_KEY = '[MAX_NAME]';

const INTEGER = /^-?0*\d{1,10}$/;
const MAX_INT32 = 2_147_483_647;
const MIN_INT32 = -2_147_483_648;

/** The 32-bit integer a key reads as, or null. `007` and `-5` are integers here, `2147483648` and `1.5` are not. */
export function integerKey(key: string): number | null {
  const first = key.charCodeAt(0);
  if (first !== 0x2d && (first < 0x30 || first > 0x39)) return null;
  if (!INTEGER.test(key)) return null;
  const value = Number(key);
  return value >= MIN_INT32 && value <= MAX_INT32 ? value : null;
}

/**
 * The order of keys: integers first and by value (equal values: the shorter spelling first), then all others by UTF-16
 * code units. It must be the SDKs' order to the letter: transaction hashes are computed in it on both sides.
 */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  if (a === MIN_KEY || b === MAX_KEY) return -1;
  if (b === MIN_KEY || a === MAX_KEY) return 1;
  const integerA = integerKey(a);
  const integerB = integerKey(b);
  if (integerA !== null) return integerB === null ? -1 : integerA - integerB || a.length - b.length;
  if (integerB !== null) return 1;
  return a < b ? -1 : 1;
}
