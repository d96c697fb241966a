/**
 * What a pool earned and how its leader and members share it (rewards.md 1.3; Shelley specification figures 46–48):
 *
 *     maxPool = 0                                                                       when pledge > owner stake
 *             = ⌊ R/(1+a0) · ( σ' + p'·a0·( σ' − p'·(z0−σ')/z0 )/z0 ) ⌋                  otherwise
 *                        with z0 = 1/k, σ' = min(S/T, z0), p' = min(P/T, z0)
 *     perf    = (n / max(1,N)) / (S/A)                                      1 while d ≥ 4/5, 0 when S = 0
 *     f       = ⌊ perf · maxPool ⌋
 *     leader  = f                                                                        when f ≤ c
 *             = c + ⌊ (f−c) · ( m + (1−m)·(O/T)/(S/T) ) ⌋                                  otherwise
 *     member  = ⌊ (f−c) · (1−m) · (t/T)/(S/T) ⌋                                            0 when f ≤ c
 *
 * A fraction multiplied out has one numerator and one denominator, so each ⌊ ⌋ above is one BigInt division below. That the two
 * forms agree is shown by the tests, which hold the formulas as they stand above, in fractions.
 */
import { type Lovelace, lovelace, NO_LOVELACE } from '../units/lovelace.ts';
import { type Ratio, ratio } from '../units/ratio.ts';

/** maxPool. With u = min(S·k, T) and v = min(P·k, T), σ' is u/(k·T), p' is v/(k·T) and z0 is T/(k·T). */
export function optimalReward(given: {
  readonly availableRewards: Lovelace;
  readonly circulation: Lovelace;
  readonly optimalPoolCount: number;
  readonly pledgeInfluence: Ratio;
  readonly stake: Lovelace;
  readonly ownerStake: Lovelace;
  readonly pledge: Lovelace;
}): Lovelace {
  const { availableRewards, circulation: T, stake, ownerStake, pledge } = given;
  if (!isPledgeMet({ pledge, ownerStake }) || T === 0n) return NO_LOVELACE;
  const k = BigInt(given.optimalPoolCount);
  const { numerator: an, denominator: ad } = given.pledgeInfluence;
  const u = least(stake * k, T);
  const v = least(pledge * k, T);
  const bracket = u * ad * T * T + an * v * (u * T - v * (T - u));
  return lovelace((availableRewards * bracket) / ((ad + an) * k * T * T * T));
}

/** The pledge is held when the owners' stake in this pool reaches it; what owners delegate elsewhere does not count. */
export const isPledgeMet = (given: { readonly pledge: Lovelace; readonly ownerStake: Lovelace }): boolean =>
  given.pledge <= given.ownerStake;

/** perf: the pool's share of the blocks over its share of the active stake. Not reduced. */
export function apparentPerformance(given: {
  readonly blocks: number;
  readonly poolBlocks: number;
  readonly stake: Lovelace;
  readonly activeStake: Lovelace;
  /** d ≥ 4/5: see `blocksDoNotCount` */
  readonly blocksDoNotCount: boolean;
}): Ratio {
  if (given.stake === 0n) return ratio(0n, 1n);
  if (given.blocksDoNotCount) return ratio(1n, 1n);
  return ratio(BigInt(given.blocks) * given.activeStake, BigInt(Math.max(1, given.poolBlocks)) * given.stake);
}

/** f */
export const poolReward = (given: { readonly performance: Ratio; readonly optimalReward: Lovelace }): Lovelace =>
  lovelace((given.performance.numerator * given.optimalReward) / given.performance.denominator);

/** Cost first, then one floor for the margin and the owners' share together. */
export function leaderReward(given: {
  readonly poolReward: Lovelace;
  readonly cost: Lovelace;
  readonly margin: Ratio;
  readonly stake: Lovelace;
  readonly ownerStake: Lovelace;
}): Lovelace {
  const { poolReward: f, cost: c, stake: S, ownerStake: O } = given;
  if (f <= c) return f;
  const { numerator: mn, denominator: md } = given.margin;
  return lovelace(c + ((f - c) * (mn * S + (md - mn) * O)) / (md * S));
}

/** What one lovelace of a member's stake earns: a member with stake t is paid ⌊rate · t⌋. Not reduced. */
export function memberRate(given: {
  readonly poolReward: Lovelace;
  readonly cost: Lovelace;
  readonly margin: Ratio;
  readonly stake: Lovelace;
}): Ratio {
  const { poolReward: f, cost: c, stake: S } = given;
  if (f <= c) return ratio(0n, 1n);
  const { numerator: mn, denominator: md } = given.margin;
  return ratio((f - c) * (md - mn), md * S);
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
