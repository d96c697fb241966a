import { epochsPerYear, type Network, type PoolEpochSubject, subjectOf } from '@pooltool/domain';
import { epochRos } from '@pooltool/domain/rewards';
import type { JsonValue } from '@pooltool/shared-utils/json';
import { type PoolEpochFacts, type PoolEpochSlots, poolEpochSlots, poolEpochs } from '@pooltool/store/documents';
import { type Values, whole } from '../drawing.ts';
import { family } from '../family.ts';

/** One epoch in each of a pool's histories (clients.md 1.3). */
export const poolStatsEpoch = family({
  kind: 'pool_stats_epoch',
  read: subjectOf.poolEpoch,
  load: async (db, subjects) => {
    const found = await poolEpochs(db, subjects);
    const slots = await poolEpochSlots(db, subjects);
    return { facts: byPoolAndEpoch(found), slots: byPoolAndEpoch(slots) };
  },
  draw: ({ pool, epoch }, { facts, slots }, network) => {
    const nothing: PoolEpochFacts = { pool, epoch, blocks: null, stake: null, rewards: null };
    const key = `${pool}/${epoch}`;
    return whole(
      new Map([
        ...poolEpochValues(facts.get(key) ?? nothing, network),
        [`pool_stats/${pool}/assigned_slots/${epoch}`, assignedSlotsRecord(slots.get(key))],
      ]),
    );
  },
});

const byPoolAndEpoch = <Facts extends PoolEpochSubject>(found: readonly Facts[]): ReadonlyMap<string, Facts> =>
  new Map(found.map((facts) => [`${facts.pool}/${facts.epoch}`, facts]));

/** `cheater` is what the old backend called a commitment that the chain contradicts. */
export const assignedSlotsRecord = (slots: PoolEpochSlots | undefined): JsonValue | null =>
  slots === undefined
    ? null
    : { slots: slots.committed, processed: slots.outcome !== null, cheater: slots.outcome === 'contradicted' };

/** Lovelace; ROS is the one that stands in percent. */
export const poolEpochValues = ({ pool, epoch, blocks, stake, rewards }: PoolEpochFacts, network: Network): Values =>
  new Map<string, JsonValue | null>([
    [`pool_stats/${pool}/blocks/${epoch}`, blocks],
    [`pool_stats/${pool}/stake/${epoch}`, stake],
    [`pool_stats/${pool}/ros/${epoch}`, rewards && epochRos(rewards, epochsPerYear(network)) * 100],
    [`pool_stats/${pool}/delegators_rewards/${epoch}`, rewards?.delegatorsReward ?? null],
    [`pool_stats/${pool}/pool_fees/${epoch}`, rewards?.operatorFee ?? null],
  ]);
