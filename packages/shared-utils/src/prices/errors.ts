import { errorKind } from '../errors/index.ts';

/** No connection, no whole answer in time, a 5xx. */
export const pricesUnreachable = errorKind({
  code: 'POOLTOOL_PRICES_UNREACHABLE',
  disposition: 'retry',
  says: 'the price source cannot be reached or failed on its side',
  inside: true,
});

export const pricesThrottled = errorKind({
  code: 'POOLTOOL_PRICES_THROTTLED',
  disposition: 'retry',
  says: 'the price source asks us to slow down',
  inside: true,
});

/** Retried, because what is wrong is the key, the plan or the address: once an operator mends it, the same request goes through. */
export const pricesRefused = errorKind({
  code: 'POOLTOOL_PRICES_REFUSED',
  disposition: 'retry',
  says: 'the price source refused the request or sent it elsewhere',
  inside: true,
});

/** Also when only one currency is missing: clients need all of them. */
export const pricesUnreadable = errorKind({
  code: 'POOLTOOL_PRICES_UNREADABLE',
  disposition: 'retry',
  says: 'the price source answered something that is not a price in every currency',
  inside: true,
});
