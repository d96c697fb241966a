import { errorKind } from '@pooltool/shared-utils/errors';

export const methodNotAllowed = errorKind({
  code: 'POOLTOOL_METHOD_NOT_ALLOWED',
  disposition: 'reject',
  status: 405,
  says: 'this route does not answer this method',
  whatToDo: 'use one of the methods that the Allow header names',
});

export const notAcceptable = errorKind({
  code: 'POOLTOOL_NOT_ACCEPTABLE',
  disposition: 'reject',
  status: 406,
  says: 'this route answers nothing that the Accept header takes',
  whatToDo: 'send Accept: application/json, or one of the types that the message names',
});

export const tooManyRequests = errorKind({
  code: 'POOLTOOL_TOO_MANY_REQUESTS',
  disposition: 'retry',
  status: 429,
  says: 'more requests came from this address than are answered',
  whatToDo: 'wait as many seconds as Retry-After says; RateLimit in every answer tells how much is left',
});

export const tooBusy = errorKind({
  code: 'POOLTOOL_TOO_BUSY',
  disposition: 'retry',
  says: 'too many ask for what takes long at this moment',
  whatToDo: 'send the same request again in some seconds',
});

export const intakeBusy = errorKind({
  code: 'POOLTOOL_INTAKE_BUSY',
  disposition: 'retry',
  says: 'more reports wait to be stored than are kept in memory',
});

export const cursorInvalid = errorKind({
  code: 'POOLTOOL_CURSOR_INVALID',
  disposition: 'reject',
  says: 'the cursor is not one that this route gave',
  whatToDo: 'take the cursor from `next` of the page before, unchanged, or leave it out to begin anew',
});

export const poolIdInvalid = errorKind({
  code: 'POOLTOOL_POOL_ID_INVALID',
  disposition: 'reject',
  says: 'not a pool id',
  whatToDo: 'give pool1… or its 56 hex characters',
});

export const accountInvalid = errorKind({
  code: 'POOLTOOL_ACCOUNT_INVALID',
  disposition: 'reject',
  says: 'not a reward account of this network',
  whatToDo: 'give stake1… (stake_test1… on a test network), key:<56 hex> or script:<56 hex>',
});

export const poolUnknown = errorKind({
  code: 'POOLTOOL_POOL_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'the pool is not in the stake snapshot of this epoch',
  whatToDo: 'check the pool id, or ask about an epoch in which the pool was registered and had stake',
});

export const epochUnknown = errorKind({
  code: 'POOLTOOL_EPOCH_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'nothing is known of this epoch',
  whatToDo: 'GET /v1/epochs lists the epochs that something is known of',
});

export const rewardsNotComputed = errorKind({
  code: 'POOLTOOL_REWARDS_NOT_COMPUTED',
  disposition: 'reject',
  status: 409,
  says: 'the rewards of this epoch are not computed',
  whatToDo: 'rewards of an epoch are forecast when the next one has begun and final one epoch later; ask again then',
});

export const rewardsArchived = errorKind({
  code: 'POOLTOOL_REWARDS_ARCHIVED',
  disposition: 'reject',
  status: 410,
  says: 'the rewards of this epoch were moved into the archive and can no longer be explained',
  whatToDo: 'GET /v1/accounts/{account}/rewards still has what an account earned in it',
});

export const reportsDropped = errorKind({
  code: 'POOLTOOL_REPORTS_DROPPED',
  disposition: 'reject',
  status: 410,
  says: 'what nodes reported of this block is not kept any more',
  whatToDo:
    'GET /v1/pools/{pool}/propagation?epoch= still has what was counted of its epoch; the message says from when on reports are kept',
});

export const propagationNotCounted = errorKind({
  code: 'POOLTOOL_PROPAGATION_NOT_COUNTED',
  disposition: 'reject',
  status: 409,
  says: 'how fast the blocks of this epoch travelled is not counted',
  whatToDo:
    'an epoch is counted when it is over and its blocks stand; leave `epoch` out for the newest one, or ask again then',
});

export const contestUnknown = errorKind({
  code: 'POOLTOOL_CONTEST_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'nobody reported a block of this height, and none of it was undone',
  whatToDo: 'ask about a height whose blocks nodes reported; what is on the chain alone contests nothing',
});
