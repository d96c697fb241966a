import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fraction, whole } from '../src/fraction.ts';

const fraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.bigInt({ min: 1n, max: 10n ** 18n }))
  .map(([numerator, denominator]) => new Fraction(numerator, denominator));

test('a fraction is kept reduced, its sign above', () => {
  expect(new Fraction(6n, -4n)).toEqual(new Fraction(-3n, 2n));
});

test('the floor of a negative one goes down', () => {
  expect([new Fraction(-7n, 2n), new Fraction(7n, 2n), whole(-3)].map((one) => one.floor())).toEqual([-4n, 3n, -3n]);
});

test('what was added can be taken away, what was multiplied divided', () => {
  fc.assert(
    fc.property(fraction, fraction, (a, b) => {
      expect(a.plus(b).minus(b)).toEqual(a);
      fc.pre(b.numerator !== 0n);
      expect(a.times(b).over(b)).toEqual(a);
    }),
  );
});

test('the floor is the whole number below', () => {
  fc.assert(
    fc.property(fraction, (one) => {
      const rest = one.minus(whole(one.floor()));
      expect(rest.numerator >= 0n && rest.numerator < rest.denominator).toBe(true);
    }),
  );
});

test('nothing is divided by nothing', () => {
  expect(() => whole(1).over(whole(0))).toThrow(RangeError);
});
