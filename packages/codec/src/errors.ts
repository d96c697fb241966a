import { errorKind } from '@pooltool/shared-utils/errors';

/**
 * Bytes that are no block. `details` say `offset` and `path`. Whoever sent them is told so and keeps the block: a feed
 * repeats it, nothing is recorded and nothing is skipped.
 */
export const blockUnreadable = errorKind({
  code: 'POOLTOOL_BLOCK_UNREADABLE',
  disposition: 'reject',
  says: 'the bytes are not a block',
});

/**
 * A block whose body is not the one its header states the hash of. `details` say `part`, `stated` and `found`. Nothing of it
 * is believed; the feed repeats it.
 */
export const blockBodyWrong = errorKind({
  code: 'POOLTOOL_BLOCK_BODY_WRONG',
  disposition: 'reject',
  says: "the block's body is not the one of its header",
});

/** A file of blocks that is cut short, or whose index does not fit it. `details` say `file` and where. */
export const chainFileUnreadable = errorKind({
  code: 'POOLTOOL_CHAIN_FILE_UNREADABLE',
  disposition: 'reject',
  says: 'the file is not a file of blocks',
});

/** A snapshot file that is not one, is of another version, is cut short or was changed. */
export const snapshotFileUnreadable = errorKind({
  code: 'POOLTOOL_SNAPSHOT_FILE_UNREADABLE',
  disposition: 'reject',
  says: 'the file is not a snapshot file',
});

/** A live stake file that is not one, is of another version, is cut short or was changed. */
export const liveStakeFileUnreadable = errorKind({
  code: 'POOLTOOL_LIVE_STAKE_FILE_UNREADABLE',
  disposition: 'reject',
  says: 'the file is not a live stake file',
});

/** Bytes or text that are no Cardano address. */
export const addressInvalid = errorKind({
  code: 'POOLTOOL_ADDRESS_INVALID',
  disposition: 'reject',
  says: 'not a Cardano address',
});

/** A NETWORK that nobody knows: every slot would be put in the wrong epoch, so nothing starts. */
export const networkInvalid = errorKind({
  code: 'POOLTOOL_NETWORK_INVALID',
  disposition: 'halt',
  says: 'NETWORK is neither a known network nor a readable network file',
});
