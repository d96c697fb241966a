import { epochsPerYear, type Network, subjectOf } from '@pooltool/domain';
import { epochRos } from '@pooltool/domain/rewards';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { type PoolRewardRow, type RewardColumn, rewardColumn as readColumn } from '@pooltool/store/documents';
import { oneValue } from '../drawing.ts';
import { family } from '../family.ts';

/** What every pool earned in an epoch, by pool (clients.md 2). One file a time: it holds all pools. */
export const rewardColumn = family({
  kind: 'reward_column',
  place: 'object-store',
  atOnce: 1,
  read: subjectOf.epoch,
  load: async (db, epochs) =>
    new Map(await Promise.all(epochs.map(async (of) => [of, await readColumn(db, of)] as const))),
  draw: (earned, columns, network) => {
    const column = columns.get(earned) ?? null;
    return oneValue(`stake_pool_columns/${earned}/rewards.json`, column && rewardColumnRecord(column, network));
  },
});

export function rewardColumnRecord({ forecast, pools }: RewardColumn, network: Network): JsonObject {
  const yearly = epochsPerYear(network);
  return Object.fromEntries([...pools].map(([pool, row]) => [pool, poolRecord(row, { forecast, yearly })]));
}

/** ROS as fractions, lovelace; `f` says that it is a forecast, which has no lifetime figures. */
const poolRecord = (
  { stake, operatorFee, delegatorsReward, lifetime }: PoolRewardRow,
  { forecast, yearly }: { readonly forecast: boolean; readonly yearly: number },
): JsonObject => ({
  f: forecast,
  epochRos: epochRos({ stake, delegatorsReward }, yearly),
  epochTax: operatorFee,
  epochRewards: delegatorsReward,
  ...(lifetime && {
    lifetimeRos: lifetime.ros,
    lifetimeTax: lifetime.operatorFees,
    lifetimeRewards: lifetime.delegatorsRewards,
    lifetimeStake: lifetime.stake,
  }),
});
