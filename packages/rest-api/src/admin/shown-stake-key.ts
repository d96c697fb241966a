import type { Network, StakeCredential } from '@pooltool/domain';
import { encodeStakeAddress } from '@pooltool/shared-utils/crypto';

/**
 * A stake key as administrators' pages show it and send it back: 56 hex characters, as everywhere in the website's API; of a
 * script its address, because `stakeKeyFrom` takes 56 characters for a key's.
 */
export const shownStakeKey = ({ kind, hash }: StakeCredential, { address }: Pick<Network, 'address'>): string =>
  kind === 'key' ? hash : encodeStakeAddress({ kind, hash }, address.networkId === 1 ? 'mainnet' : 'testnet');
