import { errorKind } from '@pooltool/shared-utils/errors';

export const rewardFixtureInvalid = errorKind({
  code: 'POOLTOOL_REWARD_FIXTURE_INVALID',
  disposition: 'reject',
  says: 'not a reward fixture of schema rewards-fixture/1',
});
