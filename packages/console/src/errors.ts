import { errorKind } from '@pooltool/shared-utils/errors';

export const runUnknown = errorKind({
  code: 'POOLTOOL_RUN_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'there is no such run',
});

export const partitionNeverAsked = errorKind({
  code: 'POOLTOOL_PARTITION_NEVER_ASKED',
  disposition: 'reject',
  status: 404,
  says: 'nobody has asked for this partition yet, so it has no runs',
});

export const tooManyWatchers = errorKind({
  code: 'POOLTOOL_TOO_MANY_WATCHERS',
  disposition: 'retry',
  status: 503,
  says: 'too many pages watch this console',
});
