import { errorKind } from '@pooltool/shared-utils/errors';

export const localFolderInUse = errorKind({
  code: 'POOLTOOL_LOCAL_FOLDER_IN_USE',
  disposition: 'reject',
  status: 409,
  says: 'another local server has the data folder',
});

export const localObjectsDamaged = errorKind({
  code: 'POOLTOOL_LOCAL_OBJECTS_DAMAGED',
  disposition: 'halt',
  says: "the object store's journal holds a line that is not an entry",
});
