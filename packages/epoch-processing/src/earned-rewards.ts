import { computeRewards, type EpochRewards } from '@pooltool/domain/rewards';
import type { RewardsToSave } from '@pooltool/store';
import type { EarnedEpoch } from './reward-inputs.ts';

/** An earned epoch with its rewards computed, whoever will be there to take them. */
export interface EarnedRewards {
  readonly epoch: EarnedEpoch;
  readonly rewards: EpochRewards;
}

export const earnedRewards = (epoch: EarnedEpoch): EarnedRewards => ({ epoch, rewards: computeRewards(epoch.inputs) });

export const toSave = ({ epoch, rewards }: EarnedRewards): Omit<RewardsToSave, 'settlement'> => ({
  earned: epoch.earned,
  snapshot: epoch.inputs.snapshot,
  fees: epoch.inputs.fees,
  rewards,
});
