import { parseCredential } from '@pooltool/domain';
import type { Names } from '@pooltool/domain/rewards';
import { type AddressNetwork, encodePoolId, encodeStakeAddress } from '@pooltool/shared-utils/crypto';

/** How pools and accounts are called by people on a network: `pool1…`, `stake1…`. */
export const namesOn = (network: AddressNetwork): Names => ({
  pool: encodePoolId,
  account: (credential) => encodeStakeAddress(parseCredential(credential), network),
});
