import type { StakePoolsPerformances } from '../answers.ts';
import { type Query, query } from '../wire/query.ts';
import { adaAt, byPool, ratioAt } from '../wire/words.ts';

const performancesBy = (method: string): Query<StakePoolsPerformances> =>
  query({
    method,
    slow: true,
    read: (at) => ({
      optimalPoolCount: at.field('desiredNumberOfStakePools').count(),
      pledgeInfluence: ratioAt(at.field('stakePoolPledgeInfluence')),
      totalRewards: adaAt(at.field('totalRewardsInEpoch')),
      activeStake: adaAt(at.field('activeStakeInEpoch')),
      totalStake: adaAt(at.field('totalStakeInEpoch')),
      pools: byPool(at.field('stakePools'), (pool) => ({
        stake: adaAt(pool.field('stake')),
        ownerStake: adaAt(pool.field('ownerStake')),
        approximatePerformance: pool.field('approximatePerformance').float(),
        cost: adaAt(pool.field('parameters').field('cost')),
        margin: ratioAt(pool.field('parameters').field('margin')),
        pledge: adaAt(pool.field('parameters').field('pledge')),
      })),
    }),
  });

export const stakePoolsPerformances = performancesBy('queryLedgerState/stakePoolsPerformances');

/** The same as it was called before 6.13. */
export const stakePoolsPerformancesOld = performancesBy('queryLedgerState/rewardsProvenance');
