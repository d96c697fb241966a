import { mulAddUnsafe, normalizeZ } from '@noble/curves/abstract/curve.js';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';
import { hashToCurve } from './vrf-hash-to-curve.ts';
import { outputOf, readPoint, readVrfProof, vrfHash } from './vrf-proof.ts';

const { Point } = ed25519;

export interface VrfClaim {
  /** 32 bytes: the VRF verification key, as the header of a block carries it */
  readonly key: Uint8Array;
  /** 80 bytes */
  readonly proof: Uint8Array;
  /** what the key's owner drew a number for; on Cardano a slot and an epoch nonce (`praosAlpha`, `tpraosAlpha`) */
  readonly alpha: Uint8Array;
}

/**
 * The 64-byte output (`beta`) that this key draws for this input, when the proof shows it; null when it does not.
 *
 * Draft-03's verification with libsodium's checks of the key: U = s·B − c·Y and V = s·H − c·Γ must give the challenge c
 * again. Keys, proofs and inputs are public, so time may tell what they are.
 */
export function verifyVrf({ key, proof, alpha }: VrfClaim): Uint8Array | null {
  const read = readVrfProof(proof);
  const publicKey = readPoint(key);
  if (read === null || publicKey === null || publicKey.isSmallOrder()) return null;
  const { gamma, gammaBytes, challenge, response } = read;
  const c = bytesToNumberLE(challenge);
  const h = hashToCurve(key, alpha);
  // The base point has its multiples ready, and the challenge is short: apart, U takes half the doublings.
  const u = Point.BASE.multiplyUnsafe(response).add(mulAddUnsafe(Point, [publicKey.negate()], [c]));
  const v = mulAddUnsafe(Point, [h, gamma.negate()], [response, c]);
  const [hBytes, uBytes, vBytes] = encodedTogether([h, u, v]);
  if (hBytes === undefined || uBytes === undefined || vBytes === undefined) return null;
  const arrivedAt = vrfHash(0x02, hBytes, gammaBytes, uBytes, vBytes).subarray(0, challenge.length);
  return Buffer.compare(arrivedAt, challenge) === 0 ? outputOf(read) : null;
}

/** Of several points one inversion: an encoding needs affine coordinates. */
const encodedTogether = (points: InstanceType<typeof Point>[]): Uint8Array[] =>
  normalizeZ(Point, points).map((point) => point.toBytes());
