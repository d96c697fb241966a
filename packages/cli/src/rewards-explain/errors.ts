import { errorKind } from '@pooltool/shared-utils/errors';

export const nothingToExplain = errorKind({
  code: 'POOLTOOL_NOTHING_TO_EXPLAIN',
  disposition: 'reject',
  status: 404,
  says: 'there are no rewards of this pool, account or epoch to explain',
});

export const rewardSubjectInvalid = errorKind({
  code: 'POOLTOOL_REWARD_SUBJECT_INVALID',
  disposition: 'reject',
  says: 'neither a pool nor an account',
});
