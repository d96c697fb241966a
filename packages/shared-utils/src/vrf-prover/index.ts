/**
 * Draws numbers by a secret VRF key and proves them, as nodes do. For simulators and tests: nothing here keeps a secret from
 * who can measure time, and no daemon has one.
 */
import { createHash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToNumberLE, numberToBytesLE } from '@noble/curves/utils.js';
import { hashToCurve } from '../crypto/vrf-hash-to-curve.ts';
import { vrfHash } from '../crypto/vrf-proof.ts';

const { Point } = ed25519;
const { Fn } = Point;

export interface VrfSecret {
  /** 32 bytes: the verification key, as a header carries it */
  readonly key: Uint8Array;
  draw(alpha: Uint8Array): VrfDraw;
}

export interface VrfDraw {
  /** 64 bytes (`beta`) */
  readonly output: Uint8Array;
  /** 80 bytes; costs as much again as drawing did, which is why it is asked for only of numbers that won */
  prove(): Uint8Array;
}

/** ECVRF-ED25519-SHA512-Elligator2 of draft-irtf-cfrg-vrf-03, 5.1 and 5.4.2.2, of a seed of 32 bytes. */
export function vrfSecret(seed: Uint8Array): VrfSecret {
  if (seed.length !== 32) throw new RangeError(`a seed is 32 bytes, not ${seed.length}`);
  const expanded = createHash('sha512').update(seed).digest();
  const secret = Fn.create(bytesToNumberLE(clamped(expanded.subarray(0, 32))));
  const prefix = expanded.subarray(32);
  const key = Point.BASE.multiplyUnsafe(secret).toBytes();
  return {
    key,
    draw: (alpha) => {
      const h = hashToCurve(key, alpha);
      const gamma = h.multiplyUnsafe(secret);
      return {
        output: vrfHash(0x03, gamma.clearCofactor().toBytes()),
        prove: () => {
          const [hBytes, gammaBytes] = [h.toBytes(), gamma.toBytes()];
          const nonce = Fn.create(
            bytesToNumberLE(new Uint8Array(createHash('sha512').update(prefix).update(hBytes).digest())),
          );
          const [u, v] = [Point.BASE.multiplyUnsafe(nonce).toBytes(), h.multiplyUnsafe(nonce).toBytes()];
          const challenge = vrfHash(0x02, hBytes, gammaBytes, u, v).slice(0, 16);
          const response = Fn.create(nonce + bytesToNumberLE(challenge) * secret);
          return Uint8Array.of(...gammaBytes, ...challenge, ...numberToBytesLE(response, 32));
        },
      };
    },
  };
}

function clamped(half: Uint8Array): Uint8Array {
  const scalar = Uint8Array.from(half);
  scalar[0] = (scalar[0] ?? 0) & 0xf8;
  scalar[31] = ((scalar[31] ?? 0) & 0x7f) | 0x40;
  return scalar;
}
