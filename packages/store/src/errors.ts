import { errorKind } from '@pooltool/shared-utils/errors';

export const wrongNetwork = errorKind({
  code: 'POOLTOOL_WRONG_NETWORK',
  disposition: 'halt',
  says: 'this database belongs to another network',
});

export const networkUnknown = errorKind({
  code: 'POOLTOOL_NETWORK_UNKNOWN',
  disposition: 'retry',
  says: 'no daemon has told this database yet which network it is for',
});

export const verificationClash = errorKind({
  code: 'POOLTOOL_VERIFICATION_CLASH',
  disposition: 'reject',
  status: 409,
  says: 'another open verification waits for this amount at this address',
});

export const verificationInvalid = errorKind({
  code: 'POOLTOOL_VERIFICATION_INVALID',
  disposition: 'reject',
  says: 'a verification cannot be asked for like this',
});

export const epochArchived = errorKind({
  code: 'POOLTOOL_EPOCH_ARCHIVED',
  disposition: 'reject',
  status: 409,
  says: 'the rows of this epoch were moved to the archive and cannot be replaced or read as a whole before they are restored',
});

export const epochNonceDiffers = errorKind({
  code: 'POOLTOOL_EPOCH_NONCE_DIFFERS',
  disposition: 'reject',
  status: 409,
  says: 'the nonce of this epoch is known, and it is another one',
});

export const tooManyKeys = errorKind({
  code: 'POOLTOOL_TOO_MANY_KEYS',
  disposition: 'reject',
  says: 'more keys were asked for at once than are drawn for one request',
});

export const epochReportsDropped = errorKind({
  code: 'POOLTOOL_EPOCH_REPORTS_DROPPED',
  disposition: 'reject',
  status: 409,
  says: 'the tip reports of this epoch are dropped, and its propagation cannot be counted again',
});

export const archiveShardMissing = errorKind({
  code: 'POOLTOOL_ARCHIVE_SHARD_MISSING',
  disposition: 'retry',
  says: 'an object of the archive is not in the object store',
});

export const archiveShardWrong = errorKind({
  code: 'POOLTOOL_ARCHIVE_SHARD_WRONG',
  disposition: 'retry',
  says: 'an object of the archive does not hold the rows it should',
});

export const archiveRowsMoved = errorKind({
  code: 'POOLTOOL_ARCHIVE_ROWS_MOVED',
  disposition: 'reject',
  says: 'the rows of the epoch are not those that were archived',
});

export const epochNotArchived = errorKind({
  code: 'POOLTOOL_EPOCH_NOT_ARCHIVED',
  disposition: 'reject',
  status: 409,
  says: 'the rows of this epoch are not in the archive',
});

export const archiveGrew = errorKind({
  code: 'POOLTOOL_ARCHIVE_GREW',
  disposition: 'retry',
  says: 'an epoch was archived while its histories were being read',
});

/** The dump came from a node that was further on, or the payout was rolled back: the chain gets there again. */
export const chainBeforePayout = errorKind({
  code: 'POOLTOOL_CHAIN_BEFORE_PAYOUT',
  disposition: 'retry',
  says: 'the chain we follow has not reached the payout that people are to be told of',
});

export const tooManyClaims = errorKind({
  code: 'POOLTOOL_TOO_MANY_CLAIMS',
  disposition: 'retry',
  says: 'more payments are waited for than are looked for in one block',
});

export const userUnknown = errorKind({
  code: 'POOLTOOL_USER_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'there is no such user',
});

export const tooManyNicknames = errorKind({
  code: 'POOLTOOL_TOO_MANY_NICKNAMES',
  disposition: 'reject',
  says: 'a user names at most 500 addresses, with some 60,000 characters together',
  whatToDo: 'take names away first, by giving them as empty texts',
});

export const tooManyFavorites = errorKind({
  code: 'POOLTOOL_TOO_MANY_FAVORITES',
  disposition: 'reject',
  says: 'a user has at most 1,000 favourite pools and as many favourite addresses',
  whatToDo: 'take some away first',
});

export const noteTooLong = errorKind({
  code: 'POOLTOOL_NOTE_TOO_LONG',
  disposition: 'reject',
  says: "a pool's note has at most 1,024 characters, its tags counted",
  whatToDo: 'shorten it; the characters & < > count as four or five each',
});

export const keyUnknown = errorKind({
  code: 'POOLTOOL_KEY_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'you have no such key, or it is revoked',
  whatToDo: 'GET /v1/operator/keys lists your keys by their names',
});

export const tooManyApiKeys = errorKind({
  code: 'POOLTOOL_TOO_MANY_API_KEYS',
  disposition: 'reject',
  status: 409,
  says: 'a user has at most 20 valid keys',
  whatToDo: 'revoke one that is not used any more: DELETE /v1/operator/keys/{name}',
});

export const lastAdministrator = errorKind({
  code: 'POOLTOOL_LAST_ADMINISTRATOR',
  disposition: 'reject',
  status: 409,
  says: 'this is the last administrator who can sign in',
  whatToDo: 'make somebody else an administrator first, who has proven an address',
});

export const administratorNoMore = errorKind({
  code: 'POOLTOOL_ADMINISTRATOR_NO_MORE',
  disposition: 'reject',
  status: 403,
  says: 'somebody took your authority from you at this moment',
  whatToDo: 'ask another administrator, or whoever runs this API',
});

export const administratorNeedsAddress = errorKind({
  code: 'POOLTOOL_ADMINISTRATOR_NEEDS_ADDRESS',
  disposition: 'reject',
  status: 409,
  says: 'this is the only address of an administrator: without it he could not sign in',
  whatToDo: 'take his authority from him first, or give him another address',
});

export const addressOfAnother = errorKind({
  code: 'POOLTOOL_ADDRESS_OF_ANOTHER',
  disposition: 'reject',
  status: 409,
  says: "this address is another user's",
  whatToDo: 'GET /api/admin/user/lookup?stake_key= tells whose it is; take it from him first',
});

export const addressNotHis = errorKind({
  code: 'POOLTOOL_ADDRESS_NOT_HIS',
  disposition: 'reject',
  status: 404,
  says: "this address is not this user's",
  whatToDo: 'GET /api/admin/user/{uuid} tells which are',
});

export const claimUnknown = errorKind({
  code: 'POOLTOOL_CLAIM_UNKNOWN',
  disposition: 'reject',
  status: 404,
  says: 'there is no such verification',
  whatToDo: 'GET /api/admin/verifications lists those there are',
});

export const claimLost = errorKind({
  code: 'POOLTOOL_CLAIM_LOST',
  disposition: 'reject',
  status: 409,
  says: "the address became another user's meanwhile",
  whatToDo: 'GET /api/admin/user/lookup?stake_key= tells whose it is',
});

export const tooManyHooks = errorKind({
  code: 'POOLTOOL_TOO_MANY_HOOKS',
  disposition: 'reject',
  status: 409,
  says: 'a user has at most 200 hooks',
  whatToDo: 'unsubscribe some, or subscribe to the blocks of all pools with pool_id 0',
});
