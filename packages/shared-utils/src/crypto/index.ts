export { decodeBase58, encodeBase58 } from './base58.ts';
export { decodeBech32, decodeBech32As, encodeBech32 } from './bech32.ts';
export { encodingInvalid } from './encoding-invalid.ts';
export { blake2b224, blake2b256, constantTimeEqual, hmacSha256, sha256Hex } from './hashes.ts';
export { fromHex, toHex } from './hex.ts';
export { hashPassword, isPasswordHash, passwordMatches } from './password-hash.ts';
export { POOL_CHALLENGE_NONCE_BYTES, type PoolChallenge, poolChallengeAlpha } from './pool-challenge.ts';
export {
  type AddressNetwork,
  type CredentialHex,
  decodePoolId,
  decodeStakeAddress,
  encodePoolId,
  encodeStakeAddress,
  stakeAddressBytes,
} from './stake-address.ts';
export {
  leaderValue,
  praosAlpha,
  praosNonceValue,
  type TpraosDraw,
  tpraosAlpha,
  tpraosNonceValue,
  type VrfInput,
} from './vrf-inputs.ts';
export { vrfProofToHash } from './vrf-proof.ts';
export { type VrfClaim, verifyVrf } from './vrf-verify.ts';
