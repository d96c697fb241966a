import { type Network, readStakePart, type StakeCredential, stakeCredential } from '@pooltool/domain';
import { decodeBech32, decodeStakeAddress, encodingInvalid, toHex } from '@pooltool/shared-utils/crypto';
import { Type } from 'typebox';
import { accountInvalid } from '../errors.ts';

export const stakeKeyText = Type.String({
  description:
    "Whose it is: `stake1…`, an address `addr1…` (its stake part), or 56 hex characters (a key's hash); on test networks `stake_test1…`, `addr_test1…`.",
  minLength: 1,
  maxLength: 200,
});

const HEX56 = /^[0-9a-f]{56}$/i;

/**
 * The account that somebody means, in whatever form he pasted it.
 * @throws POOLTOOL_ACCOUNT_INVALID (400) saying what is wrong with it, also for an address of another network
 */
export function stakeKeyFrom(given: string, network: Pick<Network, 'address' | 'name'>): StakeCredential {
  const text = given.trim();
  if (HEX56.test(text)) return stakeCredential('key', text.toLowerCase());
  try {
    return /^stake/i.test(text) ? fromStakeAddress(text, network) : fromAddress(text, network);
  } catch (cause) {
    if (encodingInvalid.is(cause)) throw accountInvalid({ message: cause.message, cause });
    throw cause;
  }
}

function fromStakeAddress(text: string, network: Pick<Network, 'address' | 'name'>): StakeCredential {
  const { credential, network: theirs } = decodeStakeAddress(text);
  if ((theirs === 'mainnet') !== (network.address.networkId === 1)) throw ofAnotherNetwork(network);
  return stakeCredential(credential.kind, credential.hash);
}

function fromAddress(text: string, network: Pick<Network, 'address' | 'name'>): StakeCredential {
  const { prefix, bytes } = decodeBech32(text);
  if (prefix !== 'addr' && prefix !== 'addr_test') throw accountInvalid({ message: `${prefix}1… is no address` });
  if (prefix !== network.address.prefix || ((bytes[0] ?? 0) & 0x0f) !== network.address.networkId)
    throw ofAnotherNetwork(network);
  const part = readStakePart(toHex(bytes));
  if (part?.kind !== 'credential')
    throw accountInvalid({ message: 'this address has no stake part: it delegates nothing' });
  return part.credential;
}

const ofAnotherNetwork = ({ name }: Pick<Network, 'name'>) =>
  accountInvalid({ message: `this is an address of another network, and this API is about ${name}` });
