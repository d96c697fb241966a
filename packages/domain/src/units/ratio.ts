import { InvalidValue } from './brand.ts';

/** An exact non-negative rational. Not reduced: what was written on the chain is kept. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** @throws InvalidValue when negative or when the denominator is not positive. */
export function ratio(numerator: bigint, denominator: bigint): Ratio {
  if (numerator < 0n || denominator <= 0n) {
    throw new InvalidValue({ word: 'ratio', given: `${numerator}/${denominator}`, rule: 'n/d with n ≥ 0 and d > 0' });
  }
  return { numerator, denominator };
}

/** `"3/10"` → 3/10. @throws InvalidValue for any other text. */
export function parseRatio(text: string): Ratio {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const [, numerator, denominator] = match ?? [];
  if (numerator === undefined || denominator === undefined) {
    throw new InvalidValue({ word: 'ratio', given: text, rule: 'written n/d' });
  }
  return ratio(BigInt(numerator), BigInt(denominator));
}

export const ratioText = ({ numerator, denominator }: Ratio): string => `${numerator}/${denominator}`;

/** For display only. */
export const ratioToNumber = ({ numerator, denominator }: Ratio): number => Number(numerator) / Number(denominator);

export const sameRatio = (a: Ratio, b: Ratio): boolean => a.numerator * b.denominator === b.numerator * a.denominator;
