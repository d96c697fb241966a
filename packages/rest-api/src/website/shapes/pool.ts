import { epochsPerYear, type Network } from '@pooltool/domain';
import { epochRos } from '@pooltool/domain/rewards';
import type { JsonObject } from '@pooltool/shared-utils/json';
import { type ListedPool, type PoolEarnings, poolTerms } from '@pooltool/store/website';
import { Type } from 'typebox';
import { lovelaceNumber } from '../../conventions/amounts.ts';
import { count, epochNumber, fraction, orNull, percent, poolHex, record } from '../wire-types.ts';

const ros = (of: string) => orNull(fraction(`Return ${of}, a year; null: not known`));

/** A pool in the list and on its page (clients.md 3.2). */
export const poolSchema = record({
  pool_id: poolHex,
  ticker: Type.String(),
  pool_name: Type.String(),
  group_name: Type.String(),
  live_stake: lovelaceNumber(
    'In the snapshot of the present epoch: what the page calls active stake (clients.md 7, trap 1)',
  ),
  saturation: orNull(fraction('That stake, of what a pool can have before it earns no more')),
  online_relays: count('0 until relays are asked'),
  offline_relays: count('0 until relays are asked'),
  cost: lovelaceNumber('Fixed cost in force'),
  future_cost: lovelaceNumber('What comes next, or the same'),
  margin: percent('In force'),
  future_margin: percent('What comes next, or the same'),
  pledge: lovelaceNumber('Promised, in force'),
  future_pledge: lovelaceNumber('What comes next, or the same'),
  pool_pledge_value: lovelaceNumber('What its owners have; 0 where that is not known'),
  itn_verified: Type.Boolean(),
  epoch_blocks: count('In the epoch that is named next'),
  epoch_blocks_epoch: epochNumber('The newest in which it made any; 0 of none'),
  life_blocks: count('In its life'),
  genesis: Type.Boolean(),
  retired: Type.Boolean(),
  imposter: Type.Boolean(),
  assigned_slots: orNull(count('It promised to have')),
  assigned_slots_epoch: orNull(epochNumber()),
  lifetime_per_blocks: orNull(count('Of its slots, those it kept')),
  lifetime_per_slots: orNull(count('Slots in all its judged epochs')),
  lifetime_ros: ros('of its life'),
  one_month_ros: ros('of six epochs'),
  two_month_ros: ros('of twelve epochs'),
  epoch_ros: ros('of the epoch that is named next'),
  epoch_ros_epoch: orNull(epochNumber('The one that was paid when the present one began')),
  prev_epoch_ros: ros('of the epoch before it'),
  prev_epoch_ros_epoch: orNull(epochNumber()),
  epoch_rewards: orNull(lovelaceNumber('Of its delegators, in that epoch')),
  epoch_tax: orNull(lovelaceNumber('Its fees, in that epoch')),
  lifetime_rewards: orNull(lovelaceNumber('Of its delegators, in its life')),
  lifetime_tax: orNull(lovelaceNumber('Its fees, in its life')),
  lifetime_stake: orNull(lovelaceNumber('Its stake, epoch by epoch, added up')),
});

/** What a pool is measured by that is no pool's. */
export interface PoolShapeParts {
  readonly network: Network;
  /** stake at which a pool is full; null: not known */
  readonly saturation: bigint | null;
}

export function poolShape(pool: ListedPool, { network, saturation }: PoolShapeParts): JsonObject {
  const { facts, slots, label, activeStake, earned, earnedBefore, lifetime } = pool;
  const { current, next, retiredSince, isGenesis } = poolTerms(facts, network);
  const rosOf = (earnings: PoolEarnings | null | undefined): number | null =>
    earnings == null ? null : epochRos(earnings, epochsPerYear(network));
  return {
    pool_id: facts.pool,
    ticker: facts.words.ticker,
    pool_name: facts.words.name,
    group_name: label?.group ?? '',
    live_stake: activeStake,
    saturation: saturation === null || saturation === 0n ? null : Number(activeStake) / Number(saturation),
    online_relays: facts.words.onlineRelays,
    offline_relays: facts.words.offlineRelays,
    cost: current.cost,
    future_cost: next.cost,
    margin: current.margin,
    future_margin: next.margin,
    pledge: current.pledge,
    future_pledge: next.pledge,
    pool_pledge_value: retiredSince === null ? (facts.newestStake?.ownerStake ?? 0n) : 0n,
    itn_verified: facts.words.itnVerified,
    epoch_blocks: facts.newestBlocks?.blocks ?? 0,
    epoch_blocks_epoch: facts.newestBlocks?.epoch ?? 0,
    life_blocks: facts.lifeBlocks,
    genesis: isGenesis,
    retired: retiredSince !== null,
    imposter: label?.imposter ?? false,
    assigned_slots: slots?.newest.count ?? null,
    assigned_slots_epoch: slots?.newest.epoch ?? null,
    lifetime_per_blocks: slots?.lifetime?.kept ?? null,
    lifetime_per_slots: slots?.lifetime?.assigned ?? null,
    lifetime_ros: facts.ros?.lifetime ?? null,
    one_month_ros: facts.ros?.six ?? null,
    two_month_ros: facts.ros?.twelve ?? null,
    epoch_ros: rosOf(earned?.earnings),
    epoch_ros_epoch: earned?.epoch ?? null,
    prev_epoch_ros: rosOf(earnedBefore?.earnings),
    prev_epoch_ros_epoch: earnedBefore?.epoch ?? null,
    epoch_rewards: earned?.earnings?.delegatorsReward ?? null,
    epoch_tax: earned?.earnings?.operatorFee ?? null,
    lifetime_rewards: lifetime?.delegatorsRewards ?? null,
    lifetime_tax: lifetime?.operatorFees ?? null,
    lifetime_stake: lifetime?.stake ?? null,
  };
}

export const POOL_EXAMPLE = {
  pool_id: '0f292fcaa02b8b2f9b3c8f9fd8e0bb21abedb692a6d5058df3ef2735',
  ticker: '',
  pool_name: '',
  group_name: '',
  live_stake: 41_204_112_332_110,
  saturation: 0.53,
  online_relays: 0,
  offline_relays: 0,
  cost: 170_000_000,
  future_cost: 170_000_000,
  margin: 2.5,
  future_margin: 2.5,
  pledge: 500_000_000_000,
  future_pledge: 500_000_000_000,
  pool_pledge_value: 501_234_000_000,
  itn_verified: false,
  epoch_blocks: 12,
  epoch_blocks_epoch: 612,
  life_blocks: 10_431,
  genesis: false,
  retired: false,
  imposter: false,
  assigned_slots: 41,
  assigned_slots_epoch: 612,
  lifetime_per_blocks: 9_901,
  lifetime_per_slots: 9_920,
  lifetime_ros: 0.0312,
  one_month_ros: 0.0231,
  two_month_ros: 0.0233,
  epoch_ros: 0.0242,
  epoch_ros_epoch: 610,
  prev_epoch_ros: 0.0219,
  prev_epoch_ros_epoch: 609,
  epoch_rewards: 11_204_332_110,
  epoch_tax: 521_004_332,
  lifetime_rewards: 6_204_112_332_110,
  lifetime_tax: 210_112_332_110,
  lifetime_stake: 9_104_112_332_110_000,
};
