import { InvalidValue } from '../units/brand.ts';
import { type Ratio, ratio } from '../units/ratio.ts';

/** How a decimal of a JSON file may arrive: as the number, as its text when the parser keeps it, or as n/d (newer nodes). */
export type Decimal =
  | number
  | bigint
  | string
  | { readonly numerator: number | bigint; readonly denominator: number | bigint };

/**
 * The decimal that was written, exactly: 0.05 → 5/100. A double prints as the shortest decimal that reads back as itself, which is
 * what stood in the file for anything of up to 15 digits.
 * @throws InvalidValue when it is negative or not a decimal.
 */
export function decimalRatio(word: string, value: Decimal): Ratio {
  if (typeof value === 'object') return ratio(BigInt(value.numerator), BigInt(value.denominator));
  const match = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/.exec(String(value));
  const [, whole, fraction = '', exponent = '0'] = match ?? [];
  if (whole === undefined) throw new InvalidValue({ word, given: value, rule: 'a decimal of at least 0' });
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? ratio(digits, 10n ** BigInt(scale)) : ratio(digits * 10n ** BigInt(-scale), 1n);
}
