import { ratio, sameRatio } from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toldAmounts, toldMargins } from '../src/firebase/told-apart.ts';

const ADA = 1_000_000n;
const amount = (lovelace: bigint): string => toldAmounts(lovelace, lovelace + 10n ** 18n).from;

describe('an amount of ada', () => {
  test.each([
    [0n, '0'],
    [1n, '0.000001'],
    [500_000n, '0.50'],
    [999_999n, '0.999999'],
    [1n * ADA, '1.00'],
    [9_504_999n, '9.50'],
    [10n * ADA, '10.0'],
    [340n * ADA, '340.0'],
    [999_949_999n, '999.9'],
    [999_950_000n, '1.0K'],
    [1_000n * ADA, '1.0K'],
    [25_640n * ADA, '25.6K'],
    [1_500_000n * ADA, '1.5M'],
    [64_000_000n * ADA, '64.0M'],
    [45_000_000_000n * ADA, '45.0G'],
    [2n ** 64n - 1n, '18.4T'],
  ])('of %s lovelace reads %s', (lovelace, text) => {
    expect(amount(lovelace)).toBe(text);
  });

  test('that changes by little shows as much as tells the two apart', () => {
    expect(toldAmounts(1_510_000n * ADA, 1_540_000n * ADA)).toEqual({ from: '1.51M', to: '1.54M' });
    expect(toldAmounts(340n * ADA, 340n * ADA + 1n)).toEqual({ from: '340.000000', to: '340.000001' });
  });
});

describe('a margin', () => {
  test.each([
    [ratio(0n, 1n), '0%'],
    [ratio(1n, 40n), '2.50%'],
    [ratio(1n, 1n), '100.00%'],
    [ratio(1n, 3n), '33.33%'],
    [ratio(2n, 3n), '66.67%'],
    [ratio(1n, 100_000n), '0.001%'],
  ])('of %o reads %s', (margin, text) => {
    expect(toldMargins(margin, ratio(1n, 2n)).from).toBe(text);
  });

  test('that changes by little shows as much as tells the two apart', () => {
    expect(toldMargins(ratio(1n, 20n), ratio(50_001n, 1_000_000n))).toEqual({ from: '5.0000%', to: '5.0001%' });
  });
});

describe('an old and a new value', () => {
  const word = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const denominator = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
  // Neighbours as well as any two.
  const two = fc
    .tuple(word, fc.oneof(word, fc.constantFrom(1n, 2n)), fc.boolean())
    .map(([a, b, near]) => [a, near ? (a > b ? a - b : a + b) : b] as const);

  test('never read alike when they differ, and amounts keep their order of size', () => {
    fc.assert(
      fc.property(two, ([from, to]) => {
        fc.pre(from !== to);
        const told = toldAmounts(from, to);
        expect(told.from).not.toBe(told.to);
        expect(Math.sign(readAmount(told.to) - readAmount(told.from))).not.toBe(from < to ? -1 : 1);
      }),
    );
  });

  test('never read alike when they differ, as margins of 64-bit numbers', () => {
    fc.assert(
      fc.property(word, denominator, fc.oneof(word, fc.constant(null)), denominator, (a, b, c, d) => {
        const from = ratio(a % b, b);
        // Neighbours as well as any two.
        const to = c === null ? ratio(a % b, b + 1n) : ratio(c % d, d);
        fc.pre(!sameRatio(from, to));
        const told = toldMargins(from, to);
        expect(told.from).not.toBe(told.to);
        expect(told.from).toMatch(/^(0|\d+\.\d{2,})%$/);
      }),
    );
  });
});

function readAmount(text: string): number {
  const [, figure = '', unit = ''] = /^([\d.]+)([KMGTP]?)$/.exec(text) ?? [];
  expect(figure).not.toBe('');
  return Number(figure) * 1000 ** ['', 'K', 'M', 'G', 'T', 'P'].indexOf(unit);
}
