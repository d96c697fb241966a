import { errorKind } from '@pooltool/shared-utils/errors';

export const ogmiosUnreachable = errorKind({
  code: 'POOLTOOL_OGMIOS_UNREACHABLE',
  disposition: 'retry',
  says: 'there is no connection to Ogmios',
});

export const ogmiosConnectionLost = errorKind({
  code: 'POOLTOOL_OGMIOS_CONNECTION_LOST',
  disposition: 'retry',
  says: 'the connection to Ogmios ended before the answer came',
});

export const ogmiosSilent = errorKind({
  code: 'POOLTOOL_OGMIOS_SILENT',
  disposition: 'retry',
  says: 'Ogmios did not answer in time',
});

export const ogmiosGarbled = errorKind({
  code: 'POOLTOOL_OGMIOS_GARBLED',
  disposition: 'retry',
  says: 'what Ogmios sent is not an answer to what was asked',
});

/** Retried: what is wrong is a setting, and once it is mended the same question goes through. */
export const ogmiosOfOtherNetwork = errorKind({
  code: 'POOLTOOL_OGMIOS_OF_OTHER_NETWORK',
  disposition: 'retry',
  says: "the node behind Ogmios is not of this daemon's network",
});

/** Retried: what is wrong is a setting, and once it is mended the same question goes through. */
export const ogmiosAnswerTooLarge = errorKind({
  code: 'POOLTOOL_OGMIOS_ANSWER_TOO_LARGE',
  disposition: 'retry',
  says: 'Ogmios sends more in one message than is taken',
});

export const ogmiosAnswerUnknown = errorKind({
  code: 'POOLTOOL_OGMIOS_ANSWER_UNKNOWN',
  disposition: 'reject',
  says: 'an answer of Ogmios has a shape this version does not know',
});

export const ogmiosPointGone = errorKind({
  code: 'POOLTOOL_OGMIOS_POINT_GONE',
  disposition: 'retry',
  says: 'the node does not hold the ledger state at this point any more; ask at a newer one',
});

export const ogmiosNoIntersection = errorKind({
  code: 'POOLTOOL_OGMIOS_NO_INTERSECTION',
  disposition: 'retry',
  says: "none of the points is on the node's chain: it is still catching up, or follows another chain",
});

export const ogmiosRefused = errorKind({
  code: 'POOLTOOL_OGMIOS_REFUSED',
  disposition: 'reject',
  says: 'Ogmios or the node cannot answer this question in this era or this version',
});

export const ogmiosFailed = errorKind({
  code: 'POOLTOOL_OGMIOS_FAILED',
  disposition: 'retry',
  says: 'Ogmios reports an error of its own',
});
