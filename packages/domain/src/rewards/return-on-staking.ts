/**
 * Return on staking, for display only: the one place of the reward engine where floats are right (rewards.md 1.6).
 *
 *     epoch     (1 + reward/stake)^y − 1                                       y = epochs in a year, 73 on mainnet
 *     window w  (1 + Σreward / (Σstake/w))^(y/w) − 1                            w = 6, 12 or 73 epochs, once a pool is older than w
 *     lifetime  the same over the p = N − first epoch − 1 epochs since the pool's first
 *
 * The original writes 73 everywhere, which overstates nothing on mainnet and is wrong where epochs are not five days:
 * here `epochsPerYear` comes from the network's calendar. Stakes and rewards are sums of lovelace; results are fractions (0.03 = 3 %).
 */
/** What a pool's delegators earned on what they staked, in some epochs together; lovelace. */
export interface Earnings {
  readonly delegatorsReward: bigint;
  readonly stake: bigint;
}

/** More is not shown: on a network with epochs of minutes the year's power passes what a float, and JSON, can hold. */
export const HIGHEST_ROS = 1e12;

export function epochRos({ delegatorsReward, stake }: Earnings, epochsPerYear: number): number {
  return stake === 0n ? 0 : annualised(Number(delegatorsReward) / Number(stake), epochsPerYear);
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
  return firstEpoch > 0 && firstEpoch < earned - epochs ? meanRos(sums, { epochs, epochsPerYear }) : 0;
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
  return given.firstEpoch > 0 && epochs > 0 ? meanRos(given.sums, { epochs, epochsPerYear: given.epochsPerYear }) : 0;
}

/** What the mean stake of so many epochs earned in them, annualised. */
export function meanRos(
  { delegatorsReward, stake }: Earnings,
  { epochs, epochsPerYear }: { readonly epochs: number; readonly epochsPerYear: number },
): number {
  if (delegatorsReward === 0n || stake === 0n) return 0;
  return annualised(Number(delegatorsReward) / (Number(stake) / epochs), epochsPerYear / epochs);
}

const annualised = (rate: number, timesAYear: number): number => Math.min((1 + rate) ** timesAYear - 1, HIGHEST_ROS);
