import type { CredentialHash, PoolId } from '@pooltool/domain';
import type { RewardDetail, StakeSums } from '@pooltool/domain/rewards';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { NO_WORDS } from '@pooltool/store/website';

/** One epoch of a history, as documents of both formats tell it. */
export interface StakeEpochShown {
  readonly sums: StakeSums;
  readonly details: ReadonlyMap<string, RewardDetail>;
  /** null: it was in no snapshot of that epoch */
  readonly pool: PoolId | null;
  readonly forecast: boolean;
  readonly rewardsSentTo: CredentialHash;
  /** up to and with this epoch; null where it is not final */
  readonly life: StakeSums | null;
}

/** The record of clients.md 1.7; a forecast has no sums over a lifetime. */
export const stakeRecord = (shown: StakeEpochShown): JsonObject => ({
  ...shown.sums,
  delegatedTo: shown.pool ?? 'None',
  delegatedToTicker: NO_WORDS.ticker,
  forecast: shown.forecast,
  rewardsSentTo: shown.rewardsSentTo,
  rewardAddrDetails: Object.fromEntries(shown.details),
  ...(shown.life && {
    lifeAmount: shown.life.amount,
    lifeOperatorRewards: shown.life.operatorRewards,
    lifeStakeRewards: shown.life.stakeRewards,
  }),
});
