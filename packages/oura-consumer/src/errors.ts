import { errorKind } from '@pooltool/shared-utils/errors';

export const eventUnreadable = errorKind({
  code: 'POOLTOOL_EVENT_UNREADABLE',
  disposition: 'reject',
  says: 'the body is neither an Oura v1 event nor an Oura v2 record',
});

export const blockHashWrong = errorKind({
  code: 'POOLTOOL_BLOCK_HASH_WRONG',
  disposition: 'reject',
  says: 'the event claims another hash than its block has',
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
  says: 'a node never rolls back this far',
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
