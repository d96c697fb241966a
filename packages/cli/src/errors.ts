import { errorKind } from '@pooltool/shared-utils/errors';

export const fileUnreadable = errorKind({
  code: 'POOLTOOL_FILE_UNREADABLE',
  disposition: 'reject',
  says: 'a file named on the command line cannot be read',
});

export const replayRefused = errorKind({
  code: 'POOLTOOL_REPLAY_REFUSED',
  disposition: 'reject',
  says: 'the server that was replayed to did not take what it was sent',
});

export const rollbackUnclear = errorKind({
  code: 'POOLTOOL_ROLLBACK_UNCLEAR',
  disposition: 'reject',
  says: 'nobody is here to say yes to rolling back',
});

export const blocksBeforeInvalid = errorKind({
  code: 'POOLTOOL_BLOCKS_BEFORE_INVALID',
  disposition: 'reject',
  says: 'the list of blocks before our chain is not right',
});

export const passwordTooShort = errorKind({
  code: 'POOLTOOL_PASSWORD_TOO_SHORT',
  disposition: 'reject',
  says: 'the password has fewer than ten characters',
});

export const keysInvalid = errorKind({
  code: 'POOLTOOL_KEYS_INVALID',
  disposition: 'reject',
  says: 'a user, pool or key is not what it should be',
});

export const documentInvalid = errorKind({
  code: 'POOLTOOL_DOCUMENT_INVALID',
  disposition: 'reject',
  says: 'the file does not hold what is to be written',
});

export const usersInvalid = errorKind({
  code: 'POOLTOOL_USERS_INVALID',
  disposition: 'reject',
  says: 'a user is not what he should be',
});
