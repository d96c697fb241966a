import { InvalidValue } from '../units/brand.ts';

/**
 * Reading a BigUint64Array makes a bigint on the heap; over a million rows that is most of the time. The same eight bytes seen as
 * two 32-bit words are plain numbers. Row i of a column is `words[2i + LOW]` + 2^32 · `words[2i + HIGH]`.
 * @throws InvalidValue on a big-endian machine, which would have the words the other way round; literals keep the loops fast.
 */
export function wordsOf(column: BigUint64Array): Uint32Array {
  if (!IS_LITTLE_ENDIAN) throw new InvalidValue({ word: 'byte order', given: 'big-endian', rule: 'little-endian' });
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}

export const LOW = 0;
export const HIGH = 1;

/** 2^32 */
export const WORD = 4_294_967_296;

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
