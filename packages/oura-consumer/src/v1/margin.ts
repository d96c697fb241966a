import { type Ratio, ratio } from '@pooltool/domain';

/**
 * The simplest fraction whose quotient, as a double, is `value`: Oura divides a pool's margin and writes the quotient, so
 * 0.05 was 1/20. It is found among the convergents of the continued fraction: a fraction with terms below 2^26 differs from its
 * quotient by less than 1/2d², and is then one of them (Legendre), so all margins people choose come back exactly, in lowest
 * terms. Of larger terms comes a simpler fraction with the same quotient.
 *
 * @param value finite, from 0 on
 */
export function simplestRatio(value: number): Ratio {
  let [above, below] = exactly(value);
  let [last, next] = [
    { n: 0n, d: 1n },
    { n: 1n, d: 0n },
  ];
  for (;;) {
    const whole = above / below;
    [last, next] = [next, { n: whole * next.n + last.n, d: whole * next.d + last.d }];
    [above, below] = [below, above - whole * below];
    if (below === 0n || Number(next.n) / Number(next.d) === value) return ratio(next.n, next.d);
  }
}

/** A double is a whole number over a power of two. */
function exactly(value: number): [bigint, bigint] {
  let whole = value;
  let denominator = 1n;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    denominator *= 2n;
  }
  return [BigInt(whole), denominator];
}
