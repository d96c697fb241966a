/** Rewards of Cardano's stake pools, exact to the lovelace: compute, settle, and the numbers PoolTool shows. */
export { assertConserved, BooksDoNotBalance, type OtherMove, potsAfter } from './books.ts';
export { computeRewards, type RewardInputs } from './compute.ts';
export type { EpochRewards, PoolReward } from './epoch-rewards.ts';
export { computeMemberRewards, type MemberRewards, type MemberShare, memberReward } from './member.ts';
export { type OperatorSplit, splitPoolReward } from './operator-split.ts';
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
export { type Earnings, epochRos, lifetimeRos, windowRos } from './return-on-staking.ts';
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
