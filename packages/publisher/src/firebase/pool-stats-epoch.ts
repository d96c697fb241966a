import { epochsPerYear, type Network, subjectOf } from '@pooltool/domain';
import { epochRos } from '@pooltool/domain/rewards';
import type { JsonValue } from '@pooltool/shared-utils/json';
import { type PoolEpochFacts, poolEpochs } from '@pooltool/store/documents';
import { type Values, whole } from '../drawing.ts';
import { family } from '../family.ts';

/** One epoch in each of a pool's histories (clients.md 1.3). */
export const poolStatsEpoch = family({
  kind: 'pool_stats_epoch',
  read: subjectOf.poolEpoch,
  load: async (db, subjects) => {
    const found = await poolEpochs(db, subjects);
    return new Map(found.map((facts) => [`${facts.pool}/${facts.epoch}`, facts]));
  },
  draw: ({ pool, epoch }, found, network) => {
    const nothing: PoolEpochFacts = { pool, epoch, blocks: null, stake: null, rewards: null };
    return whole(poolEpochValues(found.get(`${pool}/${epoch}`) ?? nothing, network));
  },
});

/** Lovelace; ROS is the one that stands in percent. */
export const poolEpochValues = ({ pool, epoch, blocks, stake, rewards }: PoolEpochFacts, network: Network): Values =>
  new Map<string, JsonValue | null>([
    [`pool_stats/${pool}/blocks/${epoch}`, blocks],
    [`pool_stats/${pool}/stake/${epoch}`, stake],
    [`pool_stats/${pool}/ros/${epoch}`, rewards && epochRos(rewards, epochsPerYear(network)) * 100],
    [`pool_stats/${pool}/delegators_rewards/${epoch}`, rewards?.delegatorsReward ?? null],
    [`pool_stats/${pool}/pool_fees/${epoch}`, rewards?.operatorFee ?? null],
  ]);
