/**
 * A member's reward is ⌊rate · t⌋ with an exact rate X/Y of the pool and t the member's stake in lovelace: integers of up to 120 bits.
 * A million BigInt divisions take 60–190 ms. Doubles take a tenth of it, and floats are what made the old PoolTool wrong. Both can be
 * had, because an estimate whose error is bounded is as good as a proof wherever the bound does not straddle an integer.
 *
 * The estimate. Let u = 2^−53, the relative error of one correctly rounded operation, and fl(·) that rounding.
 *
 *     c = fl( fl(X) / fl(Y) )        once a pool:   three roundings
 *     r = fl( c · t )                once a member: a fourth; t itself is exact while t < 2^53
 *
 * so r = (X·t/Y)·(1+δ) with |δ| ≤ 4u + O(u²) < 2^−51·(1 + 2^−50). No step can overflow or become subnormal: X, Y < 2^192 and the
 * smallest quotient of a positive X is above 2^−192, far inside a double's range. With q = X·t/Y that gives |r − q| < r·2^−51·(1 + 2^−49).
 *
 * The bound. Take e = r·2^−50, an exact product. The sums r − e and r + e are rounded too, each by at most (r + e)·2^−53 < r·2^−53·(1 + 2^−49),
 * and 2^−50 − 2^−53 > 2^−51 with an eighth of e to spare for the ε's. Therefore fl(r − e) < q < fl(r + e) for q > 0, and
 *
 *     ⌊fl(r − e)⌋ ≤ ⌊q⌋ ≤ ⌊fl(r + e)⌋
 *
 * Where the outer two are equal, that is the exact reward. Where they differ, q is so near an integer that only integers can tell on
 * which side: `X·t div Y` decides, in BigInt. From r ≥ 2^50 on e reaches 1 and the two always differ, so no further guard on r is needed.
 *
 * What goes to BigInt: stakes of 2^53 lovelace (9 billion ada) and more, although the bound has room for their fifth rounding; pools
 * whose reward is 2^53 or more (their rate is set to NaN, and NaN equals nothing), which keeps each pool's sum of rewards exact in a
 * double; and the rewards next to an integer: none of the 1.3 million members of the synthetic mainnet epoch, none of half a million
 * real ones.
 */
import type { Delegators } from '../ledger/stake-snapshot.ts';
import { type Lovelace, lovelace } from '../units/lovelace.ts';
import { type Ratio, ratioToNumber } from '../units/ratio.ts';
import { HIGH, LOW, WORD, wordsOf } from './lovelace-words.ts';

/** ⌊rate · stake⌋, the rule itself. */
export const memberReward = (rate: Ratio, stake: bigint): bigint => (rate.numerator * stake) / rate.denominator;

/** 2^−50: see the essay above. */
const MARGIN_OF_ERROR = 2 ** -50;
/** Stakes from 2^53 on have a high word of at least this. */
const TOO_HIGH = 2 ** 21;

export interface MemberRewards {
  /** lovelace per delegator row */
  readonly rewards: BigUint64Array;
  /** their sum by pool */
  readonly totals: readonly Lovelace[];
}

/** What a pool pays its members by. */
export interface MemberShare {
  readonly rate: Ratio;
  /** f: no pool pays its members more than it earned */
  readonly poolReward: Lovelace;
}

/**
 * Every member's reward. `shares` has one entry a pool; the rows of `ownerRows` earn nothing here.
 */
export function computeMemberRewards(given: {
  readonly delegators: Delegators;
  readonly shares: readonly MemberShare[];
  readonly ownerRows: readonly number[];
}): MemberRewards {
  const { delegators, shares, ownerRows } = given;
  const rates = Float64Array.from(shares, estimatedRate);
  const sums = new Float64Array(shares.length);
  const rewards = new BigUint64Array(delegators.count);
  const undecided = estimateRewards(delegators, rates, rewards, sums);

  const corrections = shares.map(() => 0n);
  const correct = (row: number, reward: (pool: number) => bigint): void => {
    const pool = delegators.pool[row] ?? 0;
    const before = rewards[row] ?? 0n;
    const after = reward(pool);
    rewards[row] = after;
    corrections[pool] = (corrections[pool] ?? 0n) + after - before;
  };
  for (const row of undecided) {
    correct(row, (pool) => memberReward(shares[pool]?.rate ?? NO_RATE, delegators.stake[row] ?? 0n));
  }
  // Far cheaper than asking of a million rows whether each is an owner's.
  for (const row of ownerRows) correct(row, () => 0n);

  return { rewards, totals: corrections.map((correction, pool) => lovelace(BigInt(sums[pool] ?? 0) + correction)) };
}

/** Writes the rewards that the estimate decides and adds them to their pool's sum; returns the rows it does not decide. */
function estimateRewards(
  { count, pool: poolOf, stake }: Delegators,
  rates: Float64Array,
  rewards: BigUint64Array,
  sums: Float64Array,
): number[] {
  const undecided: number[] = [];
  const stakeWords = wordsOf(stake);
  const rewardWords = wordsOf(rewards);
  for (let row = 0; row < count; row += 1) {
    const pool = poolOf[row] ?? 0;
    const rate = rates[pool] ?? 0;
    if (rate === 0) continue;
    const stakeHigh = stakeWords[2 * row + HIGH] ?? 0;
    const estimate = rate * (stakeHigh * WORD + (stakeWords[2 * row + LOW] ?? 0));
    const error = estimate * MARGIN_OF_ERROR;
    const reward = Math.floor(estimate - error);
    if (reward === Math.floor(estimate + error) && stakeHigh < TOO_HIGH) {
      // a Uint32Array keeps a stored number's integer part modulo 2^32: nothing to round or mask here
      rewardWords[2 * row + HIGH] = reward / WORD;
      rewardWords[2 * row + LOW] = reward;
      sums[pool] = (sums[pool] ?? 0) + reward;
    } else {
      undecided.push(row);
    }
  }
  return undecided;
}

const NO_RATE: Ratio = { numerator: 0n, denominator: 1n };

const estimatedRate = ({ rate, poolReward }: MemberShare): number =>
  poolReward < 2n ** 53n ? ratioToNumber(rate) : Number.NaN;
