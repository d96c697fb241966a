import { errorKind } from '@pooltool/shared-utils/errors';

export const eventUnreadable = errorKind({
  code: 'POOLTOOL_EVENT_UNREADABLE',
  disposition: 'reject',
  says: 'the body is nothing that Oura sends',
});

export const blockHashWrong = errorKind({
  code: 'POOLTOOL_BLOCK_HASH_WRONG',
  disposition: 'reject',
  says: 'the event claims another hash than its block has',
});

export const blockClaimWrong = errorKind({
  code: 'POOLTOOL_BLOCK_CLAIM_WRONG',
  disposition: 'reject',
  says: 'the event claims another slot or height than its block has',
});

export const blockHeightWrong = errorKind({
  code: 'POOLTOOL_BLOCK_HEIGHT_WRONG',
  disposition: 'reject',
  says: 'the block does not have the height that comes after its parent',
});

export const blockSlotWrong = errorKind({
  code: 'POOLTOOL_BLOCK_SLOT_WRONG',
  disposition: 'reject',
  says: "the block's slot is not after its parent's",
});

export const blockForeign = errorKind({
  code: 'POOLTOOL_BLOCK_FOREIGN',
  disposition: 'reject',
  says: 'the block is of another network',
});

export const eventOfAnotherNetwork = errorKind({
  code: 'POOLTOOL_EVENT_OF_ANOTHER_NETWORK',
  disposition: 'reject',
  says: "the event's time or epoch is not the one its slot has on our network",
});

export const blockIncomplete = errorKind({
  code: 'POOLTOOL_BLOCK_INCOMPLETE',
  disposition: 'retry',
  status: 409,
  says: 'a block is told in many events, and not all of them have come',
});

export const blockTooLarge = errorKind({
  code: 'POOLTOOL_BLOCK_TOO_LARGE',
  disposition: 'reject',
  status: 413,
  says: 'a block is told in more parts than any block has',
});

export const parentUnknown = errorKind({
  code: 'POOLTOOL_PARENT_UNKNOWN',
  disposition: 'retry',
  status: 409,
  says: 'the block does not build on our chain',
});

export const rollbackTooDeep = errorKind({
  code: 'POOLTOOL_ROLLBACK_TOO_DEEP',
  disposition: 'halt',
  says: 'a block builds further back than a node ever rolls',
});

export const rollbackRefused = errorKind({
  code: 'POOLTOOL_ROLLBACK_REFUSED',
  disposition: 'reject',
  says: 'our chain cannot be rolled back there',
});

export const feedRewound = errorKind({
  code: 'POOLTOOL_FEED_REWOUND',
  disposition: 'retry',
  status: 409,
  says: 'the feed went back further than a node ever rolls: it was started from an old point',
});

export const pointUnknown = errorKind({
  code: 'POOLTOOL_POINT_UNKNOWN',
  disposition: 'retry',
  status: 409,
  says: 'the point to roll back to is not on our chain',
});

export const notTheOura = errorKind({
  code: 'POOLTOOL_OURA_UNAUTHORISED',
  disposition: 'reject',
  status: 401,
  says: 'the authorization header is not the one configured as OURA_AUTHORIZATION',
});
