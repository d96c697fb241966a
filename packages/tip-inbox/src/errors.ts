import { errorKind } from '@pooltool/shared-utils/errors';

/** Only we write there, so this is a bug or another version of us. Skipping it would lose what was acknowledged. */
export const tipUnreadable = errorKind({
  code: 'POOLTOOL_TIP_UNREADABLE',
  disposition: 'halt',
  says: 'a message in the tip inbox is not as this version writes it',
  inside: true,
});
