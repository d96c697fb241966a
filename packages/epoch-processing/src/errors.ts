import { errorKind } from '@pooltool/shared-utils/errors';

export const arrivalMissing = errorKind({
  code: 'POOLTOOL_ARRIVAL_MISSING',
  disposition: 'retry',
  says: 'the CNODE server has handed over no ledger dump of this epoch',
});

export const snapshotFileMissing = errorKind({
  code: 'POOLTOOL_SNAPSHOT_FILE_MISSING',
  disposition: 'retry',
  says: 'a file that an arrival names is not in the object store',
});

export const snapshotFileWrong = errorKind({
  code: 'POOLTOOL_SNAPSHOT_FILE_WRONG',
  disposition: 'reject',
  says: 'a file in the object store is not the one the arrival names',
});

export const inputsMissing = errorKind({
  code: 'POOLTOOL_REWARD_INPUTS_MISSING',
  disposition: 'retry',
  says: 'something the rewards of this epoch are computed from is not there',
});
