import { errorKind } from '@pooltool/shared-utils/errors';

export const serviceAccountUnreadable = errorKind({
  code: 'POOLTOOL_SERVICE_ACCOUNT_UNREADABLE',
  disposition: 'halt',
  says: 'the key file of the Firebase service account cannot be read',
});

export const pictureNotMade = errorKind({
  code: 'POOLTOOL_PICTURE_NOT_MADE',
  disposition: 'reject',
  says: 'a picture could not be rendered',
});
