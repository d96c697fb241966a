/** Rewards of Cardano's stake pools, exact to the lovelace: compute, settle, and the numbers PoolTool shows. */
export {
  type Averages,
  averagesOf,
  type EarningSums,
  LONGEST_WINDOW,
  NO_EARNINGS,
  type PoolSummedHistory,
  SPANS,
  type Span,
  type SpanFigures,
  type SummedHistory,
  WINDOWS,
  type Window,
} from './averages.ts';
export { assertConserved, BooksDoNotBalance, type OtherMove, potsAfter } from './books.ts';
export { computeRewards, type RewardInputs } from './compute.ts';
export type { EpochRewards, PoolReward } from './epoch-rewards.ts';
export {
  type AccountExplanation,
  type AccountPart,
  explainAccountRewards,
  type PoolOfAccount,
} from './explain-account-rewards.ts';
export { type Fate, fateOf, type ToldDestination } from './explain-destination.ts';
export { explainPool, type PoolSteps } from './explain-pool.ts';
export { type ExplainedMember, explainPoolRewards, type PoolExplanation } from './explain-pool-rewards.ts';
export { explainPotUses, type PotExplanation, type PotUse, type RewardSum } from './explain-pot-uses.ts';
export { explainPots, type PotSteps } from './explain-pots.ts';
export { type Difference, type RewardStep, type RuleSource, valueText } from './explain-steps.ts';
export type { ExplainedEpoch, RecordedEpoch, RecordedPool, RecordedReward, RewardStatus } from './explained-epoch.ts';
export { type ExplanationJson, explanationJson } from './explanation-json.ts';
export {
  HISTOGRAM_SUBJECTS,
  type HistogramBucket,
  type HistogramSubject,
  ROS_HISTOGRAM,
  type RosHistograms,
} from './histogram.ts';
export { computeMemberRewards, type MemberRewards, type MemberShare, memberReward } from './member.ts';
export { type OperatorSplit, splitPoolReward } from './operator-split.ts';
export { type LeaderRewardParts, type OwnerShare, ownerShares } from './owner-shares.ts';
export {
  apparentPerformance,
  isPledgeMet,
  leaderReward,
  memberRate,
  optimalReward,
  poolReward,
} from './pool.ts';
export { type PoolStakes, poolStakesOf } from './pool-stakes.ts';
export {
  blocksDoNotCount,
  circulationOf,
  computePots,
  efficiencyOf,
  expectedPoolBlocks,
  incentivesOf,
  type RewardPots,
  treasuryTaxOf,
} from './pots.ts';
export { unregisteredIn } from './registration.ts';
export { repeatedDelegators } from './repeated-delegators.ts';
export { type Earnings, epochRos, HIGHEST_ROS, lifetimeRos, windowRos } from './return-on-staking.ts';
export { type RewardNetwork, type RewardParameters, type RewardRules, rewardRulesOf } from './reward-parameters.ts';
export {
  type Destination,
  type LeaderPayment,
  paidPerRow,
  type RewardSettlement,
  settleRewards,
  type WithheldReason,
  type WithheldReward,
} from './settlement.ts';
export {
  addedSums,
  NO_STAKE_SUMS,
  type RewardDetail,
  rewardDetails,
  type StakedEpoch,
  type StakeSums,
  stakeSums,
} from './staked-epoch.ts';
export { accountLines } from './told/account-lines.ts';
export type { Names } from './told/names.ts';
export { poolLines } from './told/pool-lines.ts';
export { potLines } from './told/pot-lines.ts';
