/**
 * The numbers in which the ledger decides who is elected: decimal fixed point of 34 digits, every step rounded down (Haskell's
 * `Fixed E34`). Two nodes must agree on every bit, so the same steps are taken in the same order here, and nothing is
 * computed better than there.
 */
export type Fixed = bigint;

export const ONE: Fixed = 10n ** 34n;

/** [eps] where the ledger's series stop */
export const EPSILON: Fixed = ONE / 10n ** 24n;

/** `a · b` */
export const times = (a: Fixed, b: Fixed): Fixed => dividedDown(a * b, ONE);

/** `a / b` */
export const over = (a: Fixed, b: Fixed): Fixed => dividedDown(a * ONE, b);

/** An exact fraction, rounded down once. */
export const fixedOf = (numerator: bigint, denominator: bigint): Fixed => dividedDown(numerator * ONE, denominator);

/** `base ^ exponent` by squaring, which rounds in its own order. */
export function power(base: Fixed, exponent: number): Fixed {
  if (exponent < 0) return over(ONE, power(base, -exponent));
  if (exponent === 0) return ONE;
  if (exponent % 2 === 1) return times(base, power(base, exponent - 1));
  const half = power(base, exponent / 2);
  return times(half, half);
}

export const magnitude = (a: Fixed): Fixed => (a < 0n ? -a : a);

/** Toward minus infinity, as Haskell's `div`; bigint's own division goes toward zero. */
function dividedDown(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
