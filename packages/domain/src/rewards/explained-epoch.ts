import type { PoolId } from '../units/hashes.ts';
import type { Lovelace } from '../units/lovelace.ts';
import type { StakeCredential } from '../units/stake-credential.ts';
import type { Epoch } from '../units/time.ts';
import type { ToldDestination } from './explain-destination.ts';
import type { RewardNetwork, RewardParameters } from './reward-parameters.ts';

export type RewardStatus = 'forecast' | 'final';

/** What was recorded of an earned epoch's pots when its rewards were computed; lovelace. */
export interface RecordedEpoch {
  readonly incentives: bigint;
  readonly fees: bigint;
  readonly rewardPot: bigint;
  readonly treasuryTax: bigint;
  readonly available: bigint;
  readonly circulation: bigint;
  readonly activeStake: bigint;
  readonly leaderRewards: bigint;
  readonly memberRewards: bigint;
  readonly returnedToReserves: bigint;
  /** null in a forecast */
  readonly unregisteredToTreasury: bigint | null;
}

/** What every explanation of an earned epoch begins with: the inputs, and what was recorded as made from them. */
export interface ExplainedEpoch {
  readonly earned: Epoch;
  readonly status: RewardStatus;
  readonly network: RewardNetwork;
  /** in force in the earned epoch */
  readonly parameters: RewardParameters;
  /** of the calculation epoch */
  readonly reserves: Lovelace;
  /** collected in the earned epoch */
  readonly fees: Lovelace;
  /** N */
  readonly poolBlocks: number;
  /** A: of the snapshot active in the earned epoch */
  readonly activeStake: Lovelace;
  readonly recorded: RecordedEpoch;
}

/** What was recorded of a pool in an earned epoch; lovelace. */
export interface RecordedPool {
  readonly blocks: number;
  readonly stake: bigint;
  readonly ownerStake: bigint;
  readonly pledgeMet: boolean;
  readonly optimalReward: bigint;
  readonly poolReward: bigint;
  readonly leaderReward: bigint;
  readonly memberRewards: bigint;
  readonly operatorFee: bigint;
  readonly delegatorsReward: bigint;
}

/** One recorded reward; none is recorded of 0 lovelace. */
export interface RecordedReward {
  readonly credential: StakeCredential;
  readonly poolId: PoolId;
  readonly kind: 'leader' | 'member';
  readonly amount: bigint;
  readonly destination: ToldDestination;
  /** another reward of the same account in the same epoch was taken instead, or would have been */
  readonly outranked: boolean;
}
