import { type Epoch, epochsPerYear, type Network } from '@pooltool/domain';
import { epochRos } from '@pooltool/domain/rewards';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { CommittedSlots, PoolEpochFacts } from '@pooltool/store/documents';
import { lovelaceNumber } from '../../conventions/amounts.ts';
import { BY_NUMBER, count, fraction, mapOf, record } from '../wire-types.ts';

const BY_EPOCH = { by: BY_NUMBER, description: 'By epoch, as far as it is known' };

/** clients.md 3.1: `ros` is a fraction here, while in Firebase it is percent (trap 6). */
export const poolHistorySchema = record({
  blocks: mapOf(count('Made in it'), BY_EPOCH),
  assigned_slots: mapOf(record({ slots: count('It promised to have') }), BY_EPOCH),
  stake: mapOf(lovelaceNumber('That elected leaders in it'), BY_EPOCH),
  delegators_rewards: mapOf(lovelaceNumber('Earned in it'), BY_EPOCH),
  pool_fees: mapOf(lovelaceNumber('Earned in it'), BY_EPOCH),
  ros: mapOf(fraction('Return, a year'), BY_EPOCH),
});

export function poolHistoryShape(
  { epochs, slots }: { readonly epochs: readonly PoolEpochFacts[]; readonly slots: readonly CommittedSlots[] },
  network: Network,
): JsonObject {
  return {
    blocks: byEpoch(epochs, ({ blocks }) => blocks),
    assigned_slots: byEpoch(slots, ({ committed }) => ({ slots: committed })),
    stake: byEpoch(epochs, ({ stake }) => stake),
    delegators_rewards: byEpoch(epochs, ({ rewards }) => rewards?.delegatorsReward ?? null),
    pool_fees: byEpoch(epochs, ({ rewards }) => rewards?.operatorFee ?? null),
    ros: byEpoch(epochs, ({ rewards }) => rewards && epochRos(rewards, epochsPerYear(network))),
  };
}

/** Ascending, as numbers are written that name fields. What is not known has no entry. */
function byEpoch<Row extends { readonly epoch: Epoch }, Value>(
  rows: readonly Row[],
  of: (row: Row) => Value | null,
): Record<string, Value> {
  const found: Record<string, Value> = {};
  for (const row of rows) {
    const value = of(row);
    if (value !== null) found[row.epoch] = value;
  }
  return found;
}

export const POOL_HISTORY_EXAMPLE = {
  blocks: { '610': 40, '611': 43 },
  assigned_slots: { '611': { slots: 43 } },
  stake: { '610': 41_104_112_332_110, '611': 41_204_112_332_110 },
  delegators_rewards: { '610': 11_204_332_110 },
  pool_fees: { '610': 521_004_332 },
  ros: { '610': 0.0242 },
};
