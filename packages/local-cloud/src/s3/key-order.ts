/**
 * Keys are ordered by their UTF-8 bytes. JavaScript compares UTF-16 units, which differs only where a surrogate pair (an astral
 * character, the highest in UTF-8) meets U+E000…U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Index of the first of the ordered `keys` for which `reached` is true, given that it stays true from there on; their number if none. */
export function firstIndex(keys: readonly string[], reached: (key: string) => boolean, from = 0): number {
  let low = from;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(keys[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}
