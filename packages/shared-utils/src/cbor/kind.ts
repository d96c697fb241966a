/** What an item is, as far as its first byte tells; `end` where the input ends. */
export type CborKind =
  | 'uint'
  | 'negative'
  | 'bytes'
  | 'text'
  | 'array'
  | 'map'
  | 'tag'
  | 'bool'
  | 'null'
  | 'undefined'
  | 'float'
  | 'simple'
  | 'break'
  | 'end';

export const BREAK = 0xff;

const MAJORS = ['uint', 'negative', 'bytes', 'text', 'array', 'map', 'tag'] as const;

/** RFC 8949 section 3: the high three bits are the major type, the low five say more. */
export function kindOf(initial: number): CborKind {
  const major = MAJORS[initial >> 5];
  if (major !== undefined) return major;
  if (initial === BREAK) return 'break';
  const info = initial & 31;
  if (info === 20 || info === 21) return 'bool';
  if (info === 22) return 'null';
  if (info === 23) return 'undefined';
  return info >= 25 && info <= 27 ? 'float' : 'simple';
}

const FOUND = [
  'an unsigned integer',
  'a negative integer',
  'a byte string',
  'a text string',
  'an array',
  'a map',
  'a tag',
];
const SIMPLE: Record<number, string> = { 20: 'false', 21: 'true', 22: 'null', 23: 'undefined', 31: 'a break' };

/** How an error calls an item of this head. */
export function calledInErrors(major: number, info: number): string {
  if (major === 7) return SIMPLE[info] ?? (info > 24 && info < 28 ? 'a float' : 'a simple value');
  return FOUND[major] ?? 'something else';
}
