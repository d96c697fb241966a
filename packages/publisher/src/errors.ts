import { errorKind } from '@pooltool/shared-utils/errors';

export const pictureNotMade = errorKind({
  code: 'POOLTOOL_PICTURE_NOT_MADE',
  disposition: 'reject',
  says: 'a picture could not be rendered',
});
