import { errorKind } from '@pooltool/shared-utils/errors';

export const databaseServerUnreachable = errorKind({
  code: 'POOLTOOL_DATABASE_SERVER_UNREACHABLE',
  disposition: 'retry',
  says: 'the DATABASE server does not answer, or cannot do its work now',
});

/** Retried: what is wrong is a setting or a clock, and once it is mended the same dump goes through. */
export const databaseServerDenies = errorKind({
  code: 'POOLTOOL_DATABASE_SERVER_DENIES',
  disposition: 'retry',
  says: 'the DATABASE server does not take our signature',
});

export const arrivalRefused = errorKind({
  code: 'POOLTOOL_ARRIVAL_REFUSED',
  disposition: 'reject',
  says: 'the DATABASE server refuses what we say about the dump',
});

export const preparationFailed = errorKind({
  code: 'POOLTOOL_DUMP_PREPARATION_FAILED',
  disposition: 'retry',
  says: 'the dump could not be made into snapshot files on this machine',
});

export const preparedFileDamaged = errorKind({
  code: 'POOLTOOL_PREPARED_FILE_DAMAGED',
  disposition: 'retry',
  says: 'a prepared file is not what was written; the dump is prepared again',
});

export const ledgerSourceFailed = errorKind({
  code: 'POOLTOOL_LEDGER_SOURCE_FAILED',
  disposition: 'retry',
  says: "the node's ledger state could not be had",
});

export const diskFull = errorKind({
  code: 'POOLTOOL_DISK_FULL',
  disposition: 'retry',
  says: "the dump folder's file system has no room",
});

/** Told, never thrown: what is at the limit goes on with the first dump of each epoch. */
export const spoolFull = errorKind({
  code: 'POOLTOOL_SPOOL_FULL',
  disposition: 'retry',
  says: 'the dumps that wait take more than CNODE_SPOOL_MAX_BYTES',
});

export const ouraConsumerSilent = errorKind({
  code: 'POOLTOOL_OURA_CONSUMER_SILENT',
  disposition: 'retry',
  says: 'the oura-consumer does not tell where Oura has to start',
});

/** Oura never ends by itself when all is well. */
export const ouraEnded = errorKind({
  code: 'POOLTOOL_OURA_ENDED',
  disposition: 'retry',
  says: 'Oura ended; it is started where the consumer stands',
});

export const ouraPointsUnknown = errorKind({
  code: 'POOLTOOL_OURA_POINTS_UNKNOWN',
  disposition: 'retry',
  says: "the node knows none of the consumer's points: its chain is another one, or it is still catching up",
});

export const rankingAnswerEmpty = errorKind({
  code: 'POOLTOOL_RANKING_ANSWER_EMPTY',
  disposition: 'retry',
  says: 'the node names no pool that would pay anything',
});
