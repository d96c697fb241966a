/** Figures of a made-up ledger: they mean nothing, but their sizes and their order are those of mainnet. */

/** Bytes that differ per row and look like a hash, at no cost worth measuring. */
export function noise(row: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let word = Math.imul(row + 1, 0x9e3779b1);
  for (let i = 0; i < length; i += 1) {
    word = Math.imul(word ^ (word >>> 15), 0x85ebca6b) + i;
    bytes[i] = word >>> 24;
  }
  return bytes;
}

/** The same, ascending with the row: as the keys of a map of `count` entries stand in a dump. */
export function sortedHash(row: number, count: number, length: number): Uint8Array {
  const bytes = noise(row, length);
  const first = Math.floor((row / count) * 2 ** 32);
  for (let i = 0; i < 4; i += 1) bytes[i] = first >>> (24 - i * 8);
  return bytes;
}

/** One of `count` owners, for output `row`: neighbours on the chain are strangers. */
export const ownerOf = (row: number, count: number): number => (Math.imul(row, 0x9e3779b1) >>> 0) % count;

export const amountOf = (row: number): number => 1_000_000 + (row % 1000) * 2_345_678;
