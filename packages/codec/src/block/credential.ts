import { credentialKindOf, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { CborReader } from '@pooltool/shared-utils/cbor';
import { credentialOfStakeAddress } from '../address/stake-address.ts';

const HASH_BYTES = 28;

/** `[0 key | 1 script, hash]` */
export function readCredential(reader: CborReader): StakeCredential {
  const length = reader.arrayStart(2);
  const kind = credentialKindOf(reader.uintNumber());
  const credential = stakeCredential(kind, reader.hex(HASH_BYTES));
  reader.arrayEnd(length, 2);
  return credential;
}

/** A reward account: the 29 bytes of a stake address. */
export function readRewardAccount(reader: CborReader): StakeCredential {
  const bytes = reader.view();
  const credential = credentialOfStakeAddress(bytes);
  if (credential === null)
    throw reader.fail('the 29 bytes of a stake address', `${bytes.length} bytes that are not one`);
  return credential;
}
