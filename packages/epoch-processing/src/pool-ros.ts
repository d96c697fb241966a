import { epochsPerYear, lovelace, type Network } from '@pooltool/domain';
import { type Earnings, type EpochRewards, epochRos, lifetimeRos, windowRos } from '@pooltool/domain/rewards';
import type { PoolRos } from '@pooltool/store';
import { type EarnedEpoch, NO_HISTORY } from './reward-inputs.ts';

/** Each pool's return on staking: of the epoch, of the last 6 and 12 and of its lifetime, the epoch included. */
export function poolRos(
  { earned, histories }: Pick<EarnedEpoch, 'earned' | 'histories'>,
  { pools }: EpochRewards,
  network: Network,
): PoolRos[] {
  const yearly = epochsPerYear(network);
  return pools.map((pool) => {
    const { firstEpoch, lifetime, lastFive, lastEleven } = histories.get(pool.poolId) ?? NO_HISTORY;
    const over = (epochs: number, before: Earnings) =>
      windowRos({ sums: together(before, pool), epochs, firstEpoch, earned, epochsPerYear: yearly });
    return {
      epoch: epochRos(pool, yearly),
      six: over(6, lastFive),
      twelve: over(12, lastEleven),
      lifetime: lifetimeRos({ sums: together(lifetime, pool), firstEpoch, earned, epochsPerYear: yearly }),
    };
  });
}

const together = (a: Earnings, b: Earnings): Earnings => ({
  delegatorsReward: lovelace(a.delegatorsReward + b.delegatorsReward),
  stake: lovelace(a.stake + b.stake),
});
