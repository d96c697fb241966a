import { errorKind } from '@pooltool/shared-utils/errors';

/** Also what the real service would refuse to deploy. */
export const localRulesInvalid = errorKind({
  code: 'POOLTOOL_LOCAL_RULES_INVALID',
  disposition: 'reject',
  status: 400,
  says: 'the security rules of the local Realtime Database cannot be read',
});
