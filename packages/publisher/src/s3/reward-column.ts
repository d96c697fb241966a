import { subjectOf } from '@pooltool/domain';
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
  draw: (earned, columns) => {
    const column = columns.get(earned) ?? null;
    return oneValue(`stake_pool_columns/${earned}/rewards.json`, column && rewardColumnRecord(column));
  },
});

export const rewardColumnRecord = ({ forecast, pools }: RewardColumn): JsonObject =>
  Object.fromEntries([...pools].map(([pool, row]) => [pool, poolRecord(row, forecast)]));

/** ROS as fractions, lovelace; `f` says that it is a forecast, which has no lifetime figures. */
const poolRecord = (
  { ros, operatorFee, delegatorsReward, lifetime }: PoolRewardRow,
  forecast: boolean,
): JsonObject => ({
  f: forecast,
  epochRos: ros,
  epochTax: operatorFee,
  epochRewards: delegatorsReward,
  ...(!forecast && {
    lifetimeRos: lifetime.ros,
    lifetimeTax: lifetime.operatorFees,
    lifetimeRewards: lifetime.delegatorsRewards,
    lifetimeStake: lifetime.stake,
  }),
});
