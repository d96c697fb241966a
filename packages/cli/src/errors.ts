import { errorKind } from '@pooltool/shared-utils/errors';

export const fileUnreadable = errorKind({
  code: 'POOLTOOL_FILE_UNREADABLE',
  disposition: 'reject',
  says: 'a file named on the command line cannot be read',
});
