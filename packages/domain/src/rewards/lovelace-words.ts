/**
 * Reading a BigUint64Array makes a bigint on the heap; over a million rows that is most of the time. The same eight bytes seen as
 * two 32-bit words are plain numbers. Row i of a column is `words[2i + LOW]` + 2^32 · `words[2i + HIGH]`.
 */
export const wordsOf = (column: BigUint64Array): Uint32Array =>
  new Uint32Array(column.buffer, column.byteOffset, column.length * 2);

export const LOW = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;
export const HIGH = 1 - LOW;

/** 2^32 */
export const WORD = 4_294_967_296;
