import type { Network } from '@pooltool/domain';
import { computeRewards, type EpochRewards } from '@pooltool/domain/rewards';
import type { PoolRos, RewardsToSave } from '@pooltool/store';
import { poolRos } from './pool-ros.ts';
import type { EarnedEpoch } from './reward-inputs.ts';

/** An earned epoch with its rewards computed, whoever will be there to take them. */
export interface EarnedRewards {
  readonly epoch: EarnedEpoch;
  readonly rewards: EpochRewards;
  readonly ros: readonly PoolRos[];
}

export function earnedRewards(epoch: EarnedEpoch, network: Network): EarnedRewards {
  const rewards = computeRewards(epoch.inputs);
  return { epoch, rewards, ros: poolRos(epoch, rewards, network) };
}

export const toSave = ({ epoch, rewards, ros }: EarnedRewards): Omit<RewardsToSave, 'settlement'> => ({
  earned: epoch.earned,
  snapshot: epoch.inputs.snapshot,
  fees: epoch.inputs.fees,
  rewards,
  ros,
});
