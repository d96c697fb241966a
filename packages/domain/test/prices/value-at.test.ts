import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valueAt } from '../../src/index.ts';

describe('what an amount is worth', () => {
  test('is exact: no digit of amount or price is rounded away', () => {
    expect(valueAt(34_277_411n, '0.612')).toBe('20.977775532');
    expect(valueAt(1n, '0.35000000000000003')).toBe('0.00000035000000000000003');
    expect(valueAt(45_000_000_000_000_000n, '1')).toBe('45000000000');
    expect(valueAt(0n, '0.612')).toBe('0');
  });

  test('has no exponent, however the price is written', () => {
    expect(valueAt(2_000_000n, '4.2e-7')).toBe('0.00000084');
    expect(valueAt(2_000_000n, '1.5E+8')).toBe('300000000');
    expect(valueAt(1n, '1e6')).toBe('1');
    expect(valueAt(1n, '1e9')).toBe('1000');
  });

  test('is the sum of what its parts are worth', () => {
    const price = fc.tuple(fc.nat(10 ** 9), fc.integer({ min: 0, max: 12 })).map(([digits, decimals]) => {
      const text = String(digits).padStart(decimals + 1, '0');
      return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
    });
    // Units of 10^-18 of a currency: six decimals of an amount, at most twelve of a price.
    const units = (text: string): bigint => {
      const [whole = '', fraction = ''] = text.split('.');
      return BigInt(whole + fraction.padEnd(18, '0'));
    };
    const amount = fc.bigInt({ min: 0n, max: 45n * 10n ** 15n });
    fc.assert(
      fc.property(amount, amount, price, (one, other, at) => {
        expect(units(valueAt(one, at)) + units(valueAt(other, at))).toBe(units(valueAt(one + other, at)));
      }),
    );
  });

  test('is not told at a price that is none', () => {
    for (const odd of ['', '.5', '-1', '1e1234', 'NaN', '0x10', '1,5'])
      expect(() => valueAt(1n, odd), odd).toThrow(RangeError);
  });
});
