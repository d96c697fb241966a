import { blake2b256, poolChallengeAlpha, toHex } from '@pooltool/shared-utils/crypto';
import { vrfSecret } from '@pooltool/shared-utils/vrf-prover';

export const DOMAIN = 'pooltool.test';

/** What a pool's operator has beside his node. */
export interface PoolKey {
  readonly vrfKey: Uint8Array;
  /** as a registration names it */
  readonly vrfKeyHash: string;
  /** the answer to a challenge, as `cncli sign` prints it */
  sign(nonce: Uint8Array, domain?: string): Uint8Array;
}

export function poolKey(seed: number): PoolKey {
  const { key, draw } = vrfSecret(new Uint8Array(32).fill(seed));
  return {
    vrfKey: key,
    vrfKeyHash: toHex(blake2b256(key)),
    sign: (nonce, domain = DOMAIN) => draw(poolChallengeAlpha({ domain, nonce })).prove(),
  };
}
