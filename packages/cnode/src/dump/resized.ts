type Column = Uint8Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | BigUint64Array<ArrayBuffer>;

/**
 * The same column with room for `elements`: longer or shorter, its old memory given back at once (`transfer`), so that a
 * column of a million rows never stands twice in memory until the next garbage collection.
 */
export function resized(column: Uint8Array<ArrayBuffer>, elements: number): Uint8Array<ArrayBuffer>;
export function resized(column: Uint32Array<ArrayBuffer>, elements: number): Uint32Array<ArrayBuffer>;
export function resized(column: BigUint64Array<ArrayBuffer>, elements: number): BigUint64Array<ArrayBuffer>;
export function resized(column: Column, elements: number): Column {
  const buffer = column.buffer.transfer(elements * column.BYTES_PER_ELEMENT);
  if (column instanceof Uint8Array) return new Uint8Array(buffer);
  if (column instanceof Uint32Array) return new Uint32Array(buffer);
  return new BigUint64Array(buffer);
}

/** Room to begin with where nothing is known: small, because a length read from a broken dump is not to be believed. */
export const FIRST_ROWS = 1024;

/** Bytes of a file that go with one row of it, at the least. */
const BYTES_A_ROW = 64;
const MOST_FIRST_ROWS = 2 ** 21;

/**
 * Room for as many rows as the bytes to come may hold: memory that is never written to is none, while growing holds a
 * column twice. Infinity (nobody knows) is little.
 */
export function roomFor(bytes: number): number {
  if (!Number.isFinite(bytes)) return FIRST_ROWS;
  return Math.min(Math.max(Math.ceil(bytes / BYTES_A_ROW), FIRST_ROWS), MOST_FIRST_ROWS);
}

export const moreRows = (rows: number): number => Math.ceil(rows * 1.5) + 1;
