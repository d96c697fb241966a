import { dumpEpochOfMark, type Epoch, earnedEpochOfSpendable, epochPlus } from '@pooltool/domain';
import type { LoyaltyGrounds, LoyaltyPlan } from '@pooltool/store';
import { inputsMissing, loyaltyBeforeMissing, loyaltyCountsGone } from './errors.ts';

/**
 * The last earned epoch whose rewards are paid when the snapshot of `active` first shows in a dump, as the mark: the same
 * dump settles both, so the counts of an epoch hold its delegations and the payouts up to three epochs earlier.
 */
export function rewardsPaidBy(active: Epoch): Epoch | null {
  const dump = dumpEpochOfMark(active);
  return dump === null ? null : earnedEpochOfSpendable(dump);
}

/**
 * From what an epoch is counted. Counting begins where no snapshot was before, and a gap in the snapshots is stepped over;
 * but nothing is begun anew beside a snapshot that could have been counted: lifetimes would be short for ever.
 * @throws POOLTOOL_REWARD_INPUTS_MISSING, POOLTOOL_LOYALTY_BEFORE_MISSING (retry), POOLTOOL_LOYALTY_COUNTS_GONE (reject)
 */
export function loyaltyPlan({ activeEpoch, delegators, snapshotBefore, countedBefore }: LoyaltyGrounds): LoyaltyPlan {
  if (delegators === null) throw inputsMissing({ message: `missing: stake snapshot active in epoch ${activeEpoch}` });
  if (snapshotBefore && countedBefore?.epoch !== activeEpoch - 1) {
    throw loyaltyBeforeMissing({ message: `the loyalty of epoch ${epochPlus(activeEpoch, -1)} is not counted` });
  }
  if (countedBefore !== null && !countedBefore.kept) {
    throw loyaltyCountsGone({ message: `the counts of epoch ${countedBefore.epoch} are dropped` });
  }
  const rewardsAfter = countedBefore?.rewardsThrough ?? activeEpoch - 1;
  return {
    activeEpoch,
    carriedFrom: countedBefore?.epoch ?? null,
    countsMoves: snapshotBefore,
    rewardsAfter,
    rewardsThrough: Math.max(rewardsAfter, rewardsPaidBy(activeEpoch) ?? -1),
  };
}
