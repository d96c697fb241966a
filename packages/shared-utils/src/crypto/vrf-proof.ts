import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE } from '@noble/curves/utils.js';

const { Point } = ed25519;
type CurvePoint = InstanceType<typeof Point>;

/** ECVRF-ED25519-SHA512-Elligator2 of draft-irtf-cfrg-vrf-03, as IOHK's libsodium has it: the first byte of all it hashes. */
const SUITE = 0x04;
const PROOF_BYTES = 80;
const POINT_BYTES = 32;
const CHALLENGE_BYTES = 16;

/** A proof's parts, each of them in its range; whether they prove anything is `verifyVrf`'s to say. */
export interface VrfProof {
  /** as it came: its one canonical encoding */
  readonly gammaBytes: Uint8Array;
  readonly gamma: CurvePoint;
  /** 16 bytes: what verification must arrive at */
  readonly challenge: Uint8Array;
  /** below the order of the base point */
  readonly response: bigint;
}

/** `gamma (32) ‖ challenge (16) ‖ response (32)`, numbers little-endian. Null when any of it is out of range. */
export function readVrfProof(proof: Uint8Array): VrfProof | null {
  if (proof.length !== PROOF_BYTES) return null;
  const gammaBytes = proof.subarray(0, POINT_BYTES);
  const response = bytesToNumberLE(proof.subarray(POINT_BYTES + CHALLENGE_BYTES));
  if (!Point.Fn.isValid(response)) return null;
  const gamma = readPoint(gammaBytes);
  if (gamma === null) return null;
  return { gammaBytes, gamma, challenge: proof.subarray(POINT_BYTES, POINT_BYTES + CHALLENGE_BYTES), response };
}

/**
 * The 64-byte output that a proof stands for (`beta`), or null when the proof is malformed.
 *
 * It authenticates nothing: anybody can make a proof to any output's liking. What it tells is that a claimed output and a
 * claimed proof are of one piece (operators.md 5.5).
 */
export function vrfProofToHash(proof: Uint8Array): Uint8Array | null {
  const read = readVrfProof(proof);
  return read === null ? null : outputOf(read);
}

/** `SHA-512(suite ‖ 3 ‖ 8·gamma)` */
export const outputOf = ({ gamma }: VrfProof): Uint8Array => vrfHash(0x03, gamma.clearCofactor().toBytes());

/** SHA-512 as the suite uses it: of its own byte, what it is for, and the parts. */
export function vrfHash(purpose: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha512').update(Uint8Array.of(SUITE, purpose));
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** A point in its one canonical encoding, null for any other 32 bytes. */
export function readPoint(bytes: Uint8Array): CurvePoint | null {
  try {
    return Point.fromBytes(bytes);
  } catch {
    return null;
  }
}
