import { blake2b256 } from './hashes.ts';

/** What whoever holds a pool's VRF key is to sign, so that he shows that he does (CIP-22). */
export interface PoolChallenge {
  /** of whoever asks: a proof for one site is none for another */
  readonly domain: string;
  /** 64 random bytes. Its length is fixed, or where the domain ends would be anybody's guess */
  readonly nonce: Uint8Array;
}

export const POOL_CHALLENGE_NONCE_BYTES = 64;

/** The input of the VRF that answers a challenge, 32 bytes: CIP-22's hash of its own name, the domain and the nonce. */
export function poolChallengeAlpha({ domain, nonce }: PoolChallenge): Uint8Array {
  if (nonce.length !== POOL_CHALLENGE_NONCE_BYTES)
    throw new RangeError(`a nonce is ${POOL_CHALLENGE_NONCE_BYTES} bytes, not ${nonce.length}`);
  return blake2b256(Buffer.concat([Buffer.from(`cip-0022${domain}`), nonce]));
}
