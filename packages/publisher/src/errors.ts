import { errorKind } from '@pooltool/shared-utils/errors';

export const serviceAccountUnreadable = errorKind({
  code: 'POOLTOOL_SERVICE_ACCOUNT_UNREADABLE',
  disposition: 'halt',
  says: 'the key file of the Firebase service account cannot be read',
});
