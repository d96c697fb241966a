import type { Epoch, PoolId } from '@pooltool/domain';
import type { StakedEpoch } from '@pooltool/domain/rewards';
import { poolEpochText, type StakeHistories, type StakeHistory } from './read-stake-histories.ts';

/** The rows of a history epoch by epoch, for all of `epochs`; null where the credential had no part in one. */
export function stakedEpochs(
  { credential, delegations, rewards }: StakeHistory,
  { epochs, leaders }: Pick<StakeHistories, 'epochs' | 'leaders'>,
): ReadonlyMap<Epoch, StakedEpoch | null> {
  const delegationIn = new Map(delegations.map((delegation) => [delegation.epoch, delegation]));
  const rewardsIn = Map.groupBy(rewards, ({ epoch }) => epoch);
  return new Map(
    [...epochs].map(([epoch, paid]) => {
      const delegation = delegationIn.get(epoch);
      const earned = rewardsIn.get(epoch) ?? [];
      if (delegation === undefined && earned.length === 0) return [epoch, null];
      const leaderOf = (pool: PoolId) => leaders.get(poolEpochText({ pool, epoch }));
      return [epoch, { forecast: !paid, owner: credential.hash, delegation, rewards: earned, leaderOf }];
    }),
  );
}
