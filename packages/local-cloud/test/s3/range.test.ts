import { expect, test } from 'vitest';
import { byteRange } from '../../src/s3/range.ts';

test.each([
  ['bytes=0-3', { start: 0, end: 3 }],
  ['bytes=4-', { start: 4, end: 9 }],
  ['bytes=-8', { start: 2, end: 9 }],
  ['bytes=-80', { start: 0, end: 9 }],
  ['bytes=8-80', { start: 8, end: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-4', 'whole'],
  ['bytes=0-1,4-5', 'whole'],
  ['bytes=-', 'whole'],
  ['items=0-1', 'whole'],
  [undefined, 'whole'],
])('of ten bytes, %s is %o', (header, expected) => {
  expect(byteRange(header, 10)).toEqual(expected);
});

test('no range of an empty object can be satisfied', () => {
  expect(byteRange('bytes=0-', 0)).toBe('unsatisfiable');
  expect(byteRange('bytes=-8', 0)).toBe('unsatisfiable');
});
