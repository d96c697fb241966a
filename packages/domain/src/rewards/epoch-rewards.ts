import type { PoolId } from '../units/hashes.ts';
import type { Lovelace } from '../units/lovelace.ts';
import type { Ratio } from '../units/ratio.ts';
import type { RewardPots } from './pots.ts';
import type { RewardRules } from './reward-parameters.ts';

/** One pool's rewards of an earned epoch, with every value on the way to them. All zero without blocks. */
export interface PoolReward {
  /** index into the snapshot's pools */
  readonly poolIndex: number;
  readonly poolId: PoolId;
  readonly blocks: number;
  readonly delegatorCount: number;
  /** S: delegated to the pool in the snapshot */
  readonly stake: Lovelace;
  /** O: the part of it that is its owners' */
  readonly ownerStake: Lovelace;
  readonly pledgeMet: boolean;
  /** share of the blocks / share of the active stake; 1 while d ≥ 4/5; not reduced */
  readonly apparentPerformance: Ratio;
  /** maxPool: what a perfect performance would earn */
  readonly optimalReward: Lovelace;
  /** f: what the pool earned, leader and members together */
  readonly poolReward: Lovelace;
  /** what the reward account is paid: cost, margin and the owners' share */
  readonly leaderReward: Lovelace;
  /** what one lovelace of a member earns before the floor */
  readonly memberRate: Ratio;
  /** Σ of its members' rewards, each floored */
  readonly memberRewardTotal: Lovelace;
  /** PoolTool's split of f: cost and margin … */
  readonly operatorFee: Lovelace;
  /** … and the rest: what all delegators, owners among them, earned */
  readonly delegatorsReward: Lovelace;
  /** the leader reward without the operator fee: what the owners' stake earned */
  readonly ownerPart: Lovelace;
}

/** Everything known of an earned epoch's rewards the moment the next epoch starts (rewards.md 1.1). */
export interface EpochRewards {
  readonly rules: RewardRules;
  readonly pots: RewardPots;
  /** A: Σ of the snapshot's stake */
  readonly activeStake: Lovelace;
  /** pools[i] belongs to the snapshot's pools[i] */
  readonly pools: readonly PoolReward[];
  /** lovelace per delegator row of the snapshot; 0 for owners, and where nothing is earned */
  readonly memberRewards: BigUint64Array;
  readonly totals: { readonly leaders: Lovelace; readonly members: Lovelace };
  /** ΔR2 when nobody is filtered or superseded by the rules of an old era: all that was available and not earned */
  readonly returnedToReserves: Lovelace;
}
