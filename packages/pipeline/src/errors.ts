import { errorKind } from '@pooltool/shared-utils/errors';

/** The assets contradict each other: found when the process starts, named in the message. */
export const registryInvalid = errorKind({
  code: 'POOLTOOL_ASSETS_INVALID',
  disposition: 'halt',
  says: 'the assets of the pipeline contradict each other',
});

export const assetUnknown = errorKind({
  code: 'POOLTOOL_ASSET_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'there is no asset of this name',
});

export const partitionInvalid = errorKind({
  code: 'POOLTOOL_PARTITION_INVALID',
  disposition: 'reject',
  says: 'this is not a partition of the asset',
});

/** A slip of the finger must not ask for a million runs. */
export const backfillTooLong = errorKind({
  code: 'POOLTOOL_BACKFILL_TOO_LONG',
  disposition: 'reject',
  says: 'a backfill asks for too many partitions at once',
});

/** What was computed contradicts a blocking check: doing it again would give the same, so it is not retried. */
export const checkFailed = errorKind({
  code: 'POOLTOOL_CHECK_FAILED',
  disposition: 'reject',
  status: 409,
  says: 'a blocking check failed: nothing was saved',
});

/** The partition was cancelled, or taken over because the worker seemed dead: what was computed is thrown away. */
export const runSuperseded = errorKind({
  code: 'POOLTOOL_RUN_SUPERSEDED',
  disposition: 'retry',
  says: 'the run no longer owns its partition, so its result was not saved',
});

/** A need was materialized anew between load and save: the result would mix two truths. */
export const inputsMoved = errorKind({
  code: 'POOLTOOL_RUN_INPUTS_MOVED',
  disposition: 'retry',
  says: 'an input was replaced while it was being read, so the result was not saved',
});

export const workerStopping = errorKind({
  code: 'POOLTOOL_WORKER_STOPPING',
  disposition: 'retry',
  says: 'the worker is stopping',
});

/** Its workers died as often as the asset allows: doing it again would kill another. Waits for a person. */
export const runKillsWorker = errorKind({
  code: 'POOLTOOL_RUN_KILLS_WORKER',
  disposition: 'reject',
  status: 409,
  says: 'each worker that ran this died',
});

/** Recorded with a run whose worker was killed or lost its database: the partition is requested again. */
export const workerDied = errorKind({
  code: 'POOLTOOL_WORKER_DIED',
  disposition: 'retry',
  says: 'the worker that was running this died',
});
