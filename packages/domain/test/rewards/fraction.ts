/** Exact rationals the slow way: a fraction is reduced after every step, as on paper. Only for the literal formulas beside it. */
export class Fraction {
  readonly n: bigint;
  readonly d: bigint;

  constructor(n: bigint, d = 1n) {
    if (d === 0n) throw new Error('division by zero');
    const sign = d < 0n ? -1n : 1n;
    const divisor = gcd(n < 0n ? -n : n, d < 0n ? -d : d) * sign;
    this.n = n / divisor;
    this.d = d / divisor;
  }

  plus = (other: Fraction): Fraction => new Fraction(this.n * other.d + other.n * this.d, this.d * other.d);
  minus = (other: Fraction): Fraction => new Fraction(this.n * other.d - other.n * this.d, this.d * other.d);
  times = (other: Fraction): Fraction => new Fraction(this.n * other.n, this.d * other.d);
  over = (other: Fraction): Fraction => new Fraction(this.n * other.d, this.d * other.n);
  isLess = (other: Fraction): boolean => this.n * other.d < other.n * this.d;
  min = (other: Fraction): Fraction => (this.isLess(other) ? this : other);

  floor(): bigint {
    const quotient = this.n / this.d;
    return this.n < 0n && quotient * this.d !== this.n ? quotient - 1n : quotient;
  }
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
