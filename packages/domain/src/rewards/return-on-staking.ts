/**
 * Return on staking, for display only: the one place of the reward engine where floats are right (rewards.md 1.6).
 *
 *     epoch     (1 + reward/stake)^y − 1                                       y = epochs in a year, 73 on mainnet
 *     window w  (1 + Σreward / (Σstake/w))^(y/w) − 1                            w = 6 or 12 epochs, once a pool is older than w
 *     lifetime  the same over the p = N − first epoch − 1 epochs since the pool's first
 *
 * The original writes 73 everywhere, which overstates nothing on mainnet and is wrong where epochs are not five days:
 * here `epochsPerYear` comes from the network's calendar. Stakes and rewards are sums of lovelace; results are fractions (0.03 = 3 %).
 */
import type { Lovelace } from '../units/lovelace.ts';

/** What a pool's delegators earned on what they staked, in some epochs together. */
export interface Earnings {
  readonly delegatorsReward: Lovelace;
  readonly stake: Lovelace;
}

export function epochRos({ delegatorsReward, stake }: Earnings, epochsPerYear: number): number {
  return stake === 0n ? 0 : (1 + Number(delegatorsReward) / Number(stake)) ** epochsPerYear - 1;
}

/** 0 until the pool has been there for longer than the window. `earned` is the last epoch of the window. */
export function windowRos(given: {
  /** Σ over the last `epochs` epochs */
  readonly sums: Earnings;
  readonly epochs: number;
  readonly firstEpoch: number;
  readonly earned: number;
  readonly epochsPerYear: number;
}): number {
  const { sums, epochs, firstEpoch, earned, epochsPerYear } = given;
  return firstEpoch > 0 && firstEpoch < earned - epochs ? annualised(sums, epochs, epochsPerYear) : 0;
}

/** 0 in a pool's first two epochs. */
export function lifetimeRos(given: {
  /** Σ over all epochs up to `earned` */
  readonly sums: Earnings;
  readonly firstEpoch: number;
  readonly earned: number;
  readonly epochsPerYear: number;
}): number {
  const epochs = given.earned - given.firstEpoch - 1;
  return given.firstEpoch > 0 && epochs > 0 ? annualised(given.sums, epochs, given.epochsPerYear) : 0;
}

function annualised({ delegatorsReward, stake }: Earnings, epochs: number, epochsPerYear: number): number {
  if (delegatorsReward === 0n || stake === 0n) return 0;
  const return_ = Number(delegatorsReward) / (Number(stake) / epochs);
  return (1 + return_) ** (epochsPerYear / epochs) - 1;
}
