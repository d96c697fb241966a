import { errorKind } from '@pooltool/shared-utils/errors';

export const wrongNetwork = errorKind({
  code: 'POOLTOOL_WRONG_NETWORK',
  disposition: 'halt',
  says: 'this database belongs to another network',
});

export const networkUnknown = errorKind({
  code: 'POOLTOOL_NETWORK_UNKNOWN',
  disposition: 'retry',
  says: 'no daemon has told this database yet which network it is for',
});

export const verificationClash = errorKind({
  code: 'POOLTOOL_VERIFICATION_CLASH',
  disposition: 'reject',
  status: 409,
  says: 'another open verification waits for this amount at this address',
});

export const verificationInvalid = errorKind({
  code: 'POOLTOOL_VERIFICATION_INVALID',
  disposition: 'reject',
  says: 'a verification cannot be asked for like this',
});
