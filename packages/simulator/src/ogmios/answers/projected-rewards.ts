import type { PoolId, PoolRegistration, ProtocolParameters } from '@pooltool/domain';
import { Fraction, whole } from '../../fraction.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { takeSnapshot } from '../../ledger/snapshot.ts';
import { stakeByPool } from './stake.ts';

interface Ranking {
  readonly rewardPot: bigint;
  readonly totalStake: bigint;
  readonly parameters: ProtocolParameters;
}

/**
 * What each pool would pay for `stake` lovelace if people saw ahead: the k most desirable pools are taken to be saturated,
 * the others to keep only their pledge and this stake (design-for-delegation 4.3). Every pool is taken to make all its blocks.
 */
export function projectedRewards(
  ledger: Ledger,
  stake: bigint,
  { totalStake, parameters }: Omit<Ranking, 'rewardPot'>,
): Map<PoolId, bigint> {
  const ranking = { rewardPot: ledger.pending.available, totalStake, parameters };
  const live = stakeByPool(takeSnapshot(ledger));
  const saturation = whole(1).over(whole(parameters.optimalPoolCount));
  const best = mostDesirable([...ledger.pools.values()], ranking);
  const share = whole(stake).over(whole(totalStake));
  return new Map(
    [...ledger.pools.values()].map((pool) => {
      const pledge = whole(pool.pledge).over(whole(totalStake));
      const own = whole(live.get(pool.poolId) ?? 0n)
        .over(whole(totalStake))
        .plus(share);
      const size = best.has(pool.poolId) ? greater(saturation, own) : pledge.plus(share);
      return [pool.poolId, memberReward(pool, { share, size, ranking })];
    }),
  );
}

function mostDesirable(pools: readonly PoolRegistration[], ranking: Ranking): ReadonlySet<PoolId> {
  const saturation = whole(1).over(whole(ranking.parameters.optimalPoolCount));
  const desirability = (pool: PoolRegistration): Fraction => {
    const left = whole(optimalReward(pool, saturation, ranking) - pool.cost);
    return left.numerator <= 0n ? whole(0) : left.times(whole(1).minus(fractionOf(pool.margin)));
  };
  const ranked = pools.map((pool) => ({ id: pool.poolId, worth: desirability(pool) }));
  ranked.sort((a, b) => compare(b.worth, a.worth));
  return new Set(ranked.slice(0, ranking.parameters.optimalPoolCount).map(({ id }) => id));
}

function memberReward(
  pool: PoolRegistration,
  { share, size, ranking }: { readonly share: Fraction; readonly size: Fraction; readonly ranking: Ranking },
): bigint {
  const reward = optimalReward(pool, size, ranking);
  if (reward <= pool.cost || size.numerator === 0n) return 0n;
  return whole(reward - pool.cost)
    .times(whole(1).minus(fractionOf(pool.margin)))
    .times(share)
    .over(size)
    .floor();
}

/** maxPool of a pool of this size (a share of the total stake) whose pledge is met. */
function optimalReward(pool: PoolRegistration, size: Fraction, { rewardPot, totalStake, parameters }: Ranking): bigint {
  const z0 = whole(1).over(whole(parameters.optimalPoolCount));
  const a0 = fractionOf(parameters.pledgeInfluence);
  const s = size.min(z0);
  const p = whole(pool.pledge).over(whole(totalStake)).min(z0);
  const bracket = s.plus(p.times(a0).times(s.minus(p.times(z0.minus(s)).over(z0)).over(z0)));
  return whole(rewardPot).over(whole(1).plus(a0)).times(bracket).floor();
}

const fractionOf = ({ numerator, denominator }: { numerator: bigint; denominator: bigint }): Fraction =>
  new Fraction(numerator, denominator);

const greater = (a: Fraction, b: Fraction): Fraction => (compare(a, b) >= 0 ? a : b);

const compare = (a: Fraction, b: Fraction): number => {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
};
