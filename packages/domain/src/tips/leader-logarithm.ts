import { EPSILON, type Fixed, fixedOf, magnitude, ONE, over, power, times } from './leader-fixed-point.ts';

/**
 * ln(n/d) as the ledger computes it: the whole powers of e are taken out, what is left goes through a continued fraction
 * (cardano-ledger, non-integral: `ln'`).
 *
 * @throws RangeError where the ledger stops as well: for a fraction that is zero in 34 digits
 */
export function ledgerLogarithm(numerator: bigint, denominator: bigint): Fixed {
  const x = fixedOf(numerator, denominator);
  if (x <= 0n) throw new RangeError(`there is no logarithm of ${numerator}/${denominator}`);
  const whole = powerBelow(x);
  return BigInt(whole) * ONE + logarithmOfOnePlus(over(x, power(E, whole)) - ONE);
}

/** [exp' 1] */
const E: Fixed = (() => {
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; n < 1000n; n += 1n) {
    term = over(times(term, ONE), n * ONE);
    if (magnitude(term) < EPSILON) break;
    sum += term;
  }
  return sum;
})();

/** [findE] the n of eⁿ ≤ x < eⁿ⁺¹: bounds doubled until they hold x, then halved. */
function powerBelow(x: Fixed): number {
  let [low, high] = [-1, 1];
  let [lowPower, highPower] = [over(ONE, E), E];
  while (x < lowPower || x > highPower) {
    [low, high] = [2 * low, 2 * high];
    [lowPower, highPower] = [times(lowPower, lowPower), times(highPower, highPower)];
  }
  while (low + 1 < high) {
    const middle = low + Math.floor((high - low) / 2);
    if (x < power(E, middle)) high = middle;
    else low = middle;
  }
  return low;
}

/** [lncf] ln(1 + x) of x ≥ 0 by the continued fraction with a₁ = x, a₂ₖ = a₂ₖ₊₁ = k²x, bₙ = n. */
function logarithmOfOnePlus(x: Fixed): Fixed {
  let [aBefore, bBefore, a, b] = [ONE, 0n, 0n, ONE];
  let last: Fixed | null = null;
  for (let n = 1; ; n += 1) {
    const k = BigInt(Math.floor(n / 2)) * ONE;
    const factor = n === 1 ? x : times(times(k, k), x);
    const count = BigInt(n) * ONE;
    const [aNext, bNext] = [times(count, a) + times(factor, aBefore), times(count, b) + times(factor, bBefore)];
    const convergent = over(aNext, bNext);
    if (n > 1000 || (last !== null && magnitude(last - convergent) < EPSILON)) return convergent;
    [aBefore, bBefore, a, b, last] = [a, b, aNext, bNext, convergent];
  }
}
