import { errorKind } from '@pooltool/shared-utils/errors';

export const notTheCnode = errorKind({
  code: 'POOLTOOL_CNODE_UNAUTHORISED',
  disposition: 'reject',
  status: 401,
  says: 'the request is not signed as the CNODE server signs',
});

export const arrivalInvalid = errorKind({
  code: 'POOLTOOL_ARRIVAL_INVALID',
  disposition: 'reject',
  says: 'the body is not what the CNODE server tells there',
});

export const arrivalOfOtherNetwork = errorKind({
  code: 'POOLTOOL_ARRIVAL_OF_OTHER_NETWORK',
  disposition: 'reject',
  status: 422,
  says: 'the dump is of another network',
});

/** The sender puts the files there again and repeats. */
export const arrivalFileAbsent = errorKind({
  code: 'POOLTOOL_ARRIVAL_FILE_ABSENT',
  disposition: 'retry',
  status: 409,
  says: 'the object store does not have the files that the arrival names',
});

export const legacySenderUnknown = errorKind({
  code: 'POOLTOOL_LEGACY_SENDER_UNKNOWN',
  disposition: 'reject',
  status: 403,
  says: 'the routes of the old CNODE server are open to named addresses only',
});

export const toldOtherwiseThanFollowed = errorKind({
  code: 'POOLTOOL_TOLD_OTHERWISE_THAN_FOLLOWED',
  disposition: 'reject',
  status: 409,
  says: 'blocks or fees of an epoch are told otherwise than our chain has them',
});
