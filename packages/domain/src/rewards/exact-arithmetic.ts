/** Fractions as on paper, reduced after every step: for showing how a reward came about, never for computing a million of them. */
import { type Ratio, ratio } from '../units/ratio.ts';

export const reduced = ({ numerator, denominator }: Ratio): Ratio => {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return ratio(numerator / divisor, denominator / divisor);
};

export const whole = (value: bigint | number): Ratio => ratio(BigInt(value), 1n);

export const plus = (a: Ratio, b: Ratio): Ratio =>
  reduced(ratio(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator));

/** @throws InvalidValue when b > a: nothing on the way to a reward is negative */
export const minus = (a: Ratio, b: Ratio): Ratio =>
  reduced(ratio(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator));

export const times = (a: Ratio, b: Ratio): Ratio =>
  reduced(ratio(a.numerator * b.numerator, a.denominator * b.denominator));

/** @throws InvalidValue when b is 0 */
export const over = (a: Ratio, b: Ratio): Ratio =>
  reduced(ratio(a.numerator * b.denominator, a.denominator * b.numerator));

export const least = (a: Ratio, b: Ratio): Ratio =>
  a.numerator * b.denominator <= b.numerator * a.denominator ? a : b;

export const floorOf = ({ numerator, denominator }: Ratio): bigint => numerator / denominator;

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
