import { InvalidValue, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { decodeStakeAddress, encodingInvalid } from '@pooltool/shared-utils/crypto';

/** The old backend's keys are without the header byte, most of the time; with it, its second half tells the network. */
const HEX = /^(?:([ef])[01])?([0-9a-f]{56})$/;

/** An address as the old backend may have written it: 56 hex characters, 58 with the header byte, or `stake1…`; null: it is none */
export function oldAddress(text: unknown): StakeCredential | null {
  if (typeof text !== 'string') return null;
  const [, header, hash] = HEX.exec(text.trim().toLowerCase()) ?? [];
  if (hash !== undefined) return stakeCredential(header === 'f' ? 'script' : 'key', hash);
  try {
    const { credential } = decodeStakeAddress(text.trim());
    return stakeCredential(credential.kind, credential.hash);
  } catch (error) {
    if (encodingInvalid.is(error) || error instanceof InvalidValue) return null;
    throw error;
  }
}
