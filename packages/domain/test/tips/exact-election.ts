/** A second opinion on the election: 1 − (1 − f)^σ to 70 digits by plain series, which share nothing with the ledger's way. */
const DIGITS = 10n ** 70n;

/** ln(n/d) of 0 < n/d < 1: −Σ (1 − n/d)^i / i, of the square root taken often enough for it to converge fast. */
function logarithm(numerator: bigint, denominator: bigint): bigint {
  const halvings = 40n;
  let root = (numerator * DIGITS) / denominator;
  for (let i = 0n; i < halvings; i += 1n) root = squareRoot(root * DIGITS);
  const missing = DIGITS - root;
  let [sum, power] = [0n, missing];
  for (let i = 1n; power > 0n; i += 1n) {
    sum += power / i;
    power = (power * missing) / DIGITS;
  }
  return -sum << halvings;
}

function exponential(x: bigint): bigint {
  let [sum, term] = [DIGITS, DIGITS];
  for (let i = 1n; term !== 0n; i += 1n) {
    term = (term * x) / DIGITS / i;
    sum += term;
  }
  return sum;
}

function squareRoot(n: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** The first number of `bits` bits that does not elect, to some 55 digits. */
export function exactThreshold(given: {
  readonly f: readonly [bigint, bigint];
  readonly share: readonly [bigint, bigint];
  readonly bits: number;
}): bigint {
  const [numerator, denominator] = given.f;
  const exponent = (logarithm(denominator - numerator, denominator) * given.share[0]) / given.share[1];
  return ((DIGITS - exponential(exponent)) << BigInt(given.bits)) / DIGITS;
}
