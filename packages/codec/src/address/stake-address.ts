import { type CredentialKind, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { toHex } from '@pooltool/shared-utils/crypto';

const STAKE_ADDRESS_BYTES = 29;
/** CIP-19: upper half of the first byte. */
const KEY = 0xe0;
const SCRIPT = 0xf0;

/** The credential in the 29 bytes of a stake address, of whatever network; null when they are not one. */
export function credentialOfStakeAddress(bytes: Uint8Array): StakeCredential | null {
  if (bytes.length !== STAKE_ADDRESS_BYTES) return null;
  const kind = kindOf((bytes[0] ?? 0) & 0xf0);
  return kind === null ? null : stakeCredential(kind, toHex(bytes.subarray(1)));
}

function kindOf(type: number): CredentialKind | null {
  if (type === KEY) return 'key';
  return type === SCRIPT ? 'script' : null;
}
