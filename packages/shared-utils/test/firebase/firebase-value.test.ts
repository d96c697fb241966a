import { expect, test } from 'vitest';
import { firebaseValue } from '../../src/firebase/firebase-value.ts';
import type { JsonValue } from '../../src/json/index.ts';

test('lovelace become numbers, exact to 2^53 and the nearest double beyond', () => {
  expect(firebaseValue({ stake: 9_007_199_254_740_992n }, 'a')).toEqual({ stake: 9_007_199_254_740_992 });
  expect(firebaseValue(45_000_000_000_000_001n, 'a')).toBe(45_000_000_000_000_000);
});

test('fields that are undefined are left out, null and empty lists stay', () => {
  expect(firebaseValue({ a: undefined, b: null, c: [], d: [1n, 'x', true] }, 'p')).toEqual({
    b: null,
    c: [],
    d: [1, 'x', true],
  });
});

test('a field may be called __proto__', () => {
  const value: JsonValue = JSON.parse('{"__proto__": {"ticker": "X"}}');
  expect(JSON.stringify(firebaseValue(value, 'p'))).toBe('{"__proto__":{"ticker":"X"}}');
});

const deep = (levels: number): JsonValue => (levels === 0 ? 1 : { a: deep(levels - 1) });

test.each([
  ['a number that is not finite', { ros: Number.NaN }, 'NaN at pools/ros'],
  ['a key with a dot', { versions: { '10.1': 1 } }, 'the key "10.1" at pools/versions'],
  ['more than 32 levels', deep(32), 'deeper than 32 levels'],
])('%s is refused with its place', (_, value, message) => {
  expect(() => firebaseValue(value, 'pools')).toThrow(message);
});
