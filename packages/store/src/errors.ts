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
