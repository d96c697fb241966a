import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { readPoint, vrfHash } from './vrf-proof.ts';

const { Point } = ed25519;
const { Fp } = Point;
type CurvePoint = InstanceType<typeof Point>;

/** Curve25519's Montgomery coefficient. */
const A = 486662n;

/**
 * Elligator2 of draft-03 (5.4.1.2), which is not RFC 9380's: the sign of x is always 0, and the input's hash is cut to 255
 * bits rather than reduced.
 *
 * With d = 1 + 2r² the Montgomery candidates are u = −A/d and −A − u = A(1 − d)/d, of which exactly one is on the curve.
 * Their Edwards y = (u − 1)/(u + 1) is on that curve exactly when u is on the other, so decoding answers which of them
 * it is, and costs less than asking for the quadratic character first.
 */
export function hashToCurve(key: Uint8Array, alpha: Uint8Array): CurvePoint {
  const hash = vrfHash(0x01, key, alpha).slice(0, 32);
  hash[31] = (hash[31] ?? 0) & 0x7f;
  const r = Fp.create(bytesToNumberLE(hash));
  const d = Fp.add(1n, Fp.mul(2n, Fp.sqr(r)));
  const point = pointOfMontgomery(Fp.neg(A), d) ?? pointOfMontgomery(Fp.mul(A, Fp.sub(1n, d)), d);
  if (point === null) throw new Error('neither candidate of Elligator2 is on the curve');
  return point.clearCofactor();
}

/** The point whose Montgomery u is numerator/denominator, with x even; null when there is none. */
function pointOfMontgomery(numerator: bigint, denominator: bigint): CurvePoint | null {
  const below = Fp.add(numerator, denominator);
  // libsodium inverts 0 to 0.
  const y = Fp.is0(below) ? 0n : Fp.div(Fp.sub(numerator, denominator), below);
  return readPoint(Fp.toBytes(y));
}
