import { expect, test } from 'vitest';
import { CborError, CborReader, CborWriter } from '../../src/cbor/index.ts';

const hash = Uint8Array.from({ length: 28 }, (_, i) => 255 - i);
const bytewise = (bytes: Uint8Array) => {
  let at = 0;
  const read = (into: Uint8Array): number => {
    const one = bytes.subarray(at, at + 1);
    into.set(one);
    at += one.length;
    return one.length;
  };
  return { read };
};

test('a hash lands in a column of words as its bytes are, from memory, from a source and in chunks', () => {
  const whole = new CborWriter().bytes(hash).finish();
  const chunked = new CborWriter().chunkedBytes([hash.subarray(0, 5), hash.subarray(5)]).finish();
  for (const input of [whole, bytewise(whole), chunked]) {
    const column = new Int32Array(14);
    new CborReader(input).wordsInto(column, 7, 7);
    expect(new Uint8Array(column.buffer).subarray(28)).toEqual(hash);
  }
});

test('a hash of another length is refused', () => {
  const reader = new CborReader(new CborWriter().bytes(hash.subarray(1)).finish());
  expect(() => reader.wordsInto(new Int32Array(7), 0, 7)).toThrow(CborError);
});

test('an integer lands in a column of 64 bits exactly, up to the last', () => {
  for (const value of [0n, 23n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
    const column = new BigUint64Array(2);
    new CborReader(new CborWriter().int(value).finish()).uint64Into(new Uint32Array(column.buffer), 2);
    expect(column[1]).toBe(value);
  }
});

test('an integer that does not fit, or is none, is refused', () => {
  for (const bytes of [new CborWriter().int(2n ** 64n), new CborWriter().int(-1), new CborWriter().text('1')]) {
    expect(() => new CborReader(bytes.finish()).uint64Into(new Uint32Array(2), 0)).toThrow(CborError);
  }
});
