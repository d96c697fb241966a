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

export const liveStakeWrong = errorKind({
  code: 'POOLTOOL_LIVE_STAKE_WRONG',
  disposition: 'reject',
  says: 'a live stake file contradicts its arrival or itself',
});

export const inputsMissing = errorKind({
  code: 'POOLTOOL_REWARD_INPUTS_MISSING',
  disposition: 'retry',
  says: 'something that the rewards of this epoch, or what follows from them, are computed from is not there',
});

export const priceSourceNotSet = errorKind({
  code: 'POOLTOOL_PRICE_SOURCE_NOT_SET',
  disposition: 'reject',
  says: 'nobody can be asked what an ada costs: set PRICE_SOURCE_URL for epoch-processing',
});

export const payoutAhead = errorKind({
  code: 'POOLTOOL_PAYOUT_AHEAD',
  disposition: 'retry',
  says: 'the rewards of this epoch are not paid yet, so that nobody knows the prices then',
});

export const epochNotFollowed = errorKind({
  code: 'POOLTOOL_EPOCH_NOT_FOLLOWED',
  disposition: 'reject',
  status: 409,
  says: 'our chain does not hold all blocks of this epoch',
});

export const loyaltyBeforeMissing = errorKind({
  code: 'POOLTOOL_LOYALTY_BEFORE_MISSING',
  disposition: 'retry',
  says: 'the loyalty of the epoch before is not counted, though its snapshot is here',
});

export const loyaltyCountsGone = errorKind({
  code: 'POOLTOOL_LOYALTY_COUNTS_GONE',
  disposition: 'reject',
  says: 'the counts that this epoch would be carried on from are dropped already',
});
