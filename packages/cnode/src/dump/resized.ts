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

/** Room to begin with: small, because a length read from a broken dump is not to be believed. */
export const FIRST_ROWS = 1024;

export const moreRows = (rows: number): number => Math.ceil(rows * 1.5) + 1;
