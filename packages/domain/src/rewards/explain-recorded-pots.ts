import { explainPots, type PotSteps } from './explain-pots.ts';
import { differencesOf } from './explain-steps.ts';
import type { ExplainedEpoch } from './explained-epoch.ts';

/** The steps to the pots of an epoch, held against what was recorded. */
export function explainRecordedPots(epoch: ExplainedEpoch): PotSteps {
  const { recorded } = epoch;
  const { pots, steps, differences } = explainPots(epoch);
  const figures = differencesOf([
    ['ΔR1 (incentives)', pots.incentives, recorded.incentives],
    ['fees', pots.fees, recorded.fees],
    ['reward pot', pots.rewardPot, recorded.rewardPot],
    ['ΔT1 (treasury tax)', pots.treasuryTax, recorded.treasuryTax],
    ['R (available rewards)', pots.availableRewards, recorded.available],
    ['T (circulation)', pots.circulation, recorded.circulation],
    ['A (active stake)', epoch.activeStake, recorded.activeStake],
  ]);
  return { pots, steps, differences: [...differences, ...figures] };
}
