import {
  type DocumentMark,
  type Epoch,
  HASH_BYTES,
  markOf,
  type PoolId,
  poolId,
  ratioText,
  type StakeSnapshot,
} from '@pooltool/domain';
import type { EpochRewards, RewardSettlement } from '@pooltool/domain/rewards';
import { copyColumns, type Transaction } from '@pooltool/shared-utils/pg';
import { holdUnarchived } from '../archive/archived-epochs.ts';
import { markDocuments } from '../documents/marks.ts';
import { type AccountRewardColumns, accountRewardColumns } from './account-reward-columns.ts';
import { replacePartition } from './replace-partition.ts';

export interface RewardsToSave {
  readonly earned: Epoch;
  readonly snapshot: StakeSnapshot;
  readonly rewards: EpochRewards;
  /** lovelace collected in the earned epoch */
  readonly fees: bigint;
  /** null for a forecast: who is registered at the payout is not known yet */
  readonly settlement: RewardSettlement | null;
}

/**
 * Writes every reward of an earned epoch, replacing what was there. A forecast never replaces what is final.
 * @throws POOLTOOL_EPOCH_ARCHIVED (reject)
 */
export async function saveRewards(tx: Transaction, saved: RewardsToSave): Promise<{ readonly saved: boolean }> {
  await holdUnarchived(tx, saved.earned);
  await holdEarnedEpoch(tx, saved.earned);
  if (saved.settlement === null && (await isFinal(tx, saved.earned))) return { saved: false };
  const before = await poolsRewardedBefore(tx, saved.earned);
  const columns = accountRewardColumns(saved);
  await saveHead(tx, saved, columns.count);
  await savePools(tx, saved);
  await saveAccounts(tx, saved.earned, columns);
  await markDocuments(tx, marksOf(saved, before));
  return { saved: true };
}

/** Forecast and final are saved by different runs, perhaps at once: the later one sees what the earlier one wrote. */
async function holdEarnedEpoch(tx: Transaction, earned: Epoch): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('rewards earned in ' || $1::int4, 0))`, [earned]);
}

async function isFinal(tx: Transaction, earned: Epoch): Promise<boolean> {
  const { rows } = await tx.query(`select 1 from reward_epoch where earned_epoch = $1 and status = 'final'`, [earned]);
  return rows.length > 0;
}

async function saveHead(tx: Transaction, { earned, rewards, fees, settlement }: RewardsToSave, count: number) {
  const { pots, totals } = rewards;
  await tx.query(`delete from reward_epoch where earned_epoch = $1`, [earned]);
  await tx.query(
    `insert into reward_epoch (
       earned_epoch, status, efficiency, incentives, fees, reward_pot, treasury_tax, available, circulation, active_stake,
       leader_rewards, member_rewards, returned_to_reserves, unregistered_to_treasury, rewards)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      earned,
      settlement === null ? 'forecast' : 'final',
      ratioText(pots.efficiency),
      pots.incentives,
      fees,
      pots.rewardPot,
      pots.treasuryTax,
      pots.availableRewards,
      pots.circulation,
      rewards.activeStake,
      totals.leaders,
      totals.members,
      settlement?.returnedToReserves ?? rewards.returnedToReserves,
      settlement?.unclaimed ?? null,
      count,
    ],
  );
}

async function savePools(tx: Transaction, { earned, rewards }: RewardsToSave): Promise<void> {
  const { pools } = rewards;
  await tx.query(
    `insert into pool_reward (
       earned_epoch, pool_id, blocks, stake, owner_stake, pledge_met, optimal_reward, pool_reward, leader_reward,
       member_rewards, operator_fee, delegators_reward)
     select $1, decode(pool, 'hex'), blocks, stake, owner_stake, pledge_met, optimal_reward, pool_reward, leader_reward,
       member_rewards, operator_fee, delegators_reward
     from unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bool[], $7::bigint[], $8::bigint[], $9::bigint[],
       $10::bigint[], $11::bigint[], $12::bigint[])
       as p (pool, blocks, stake, owner_stake, pledge_met, optimal_reward, pool_reward, leader_reward, member_rewards,
         operator_fee, delegators_reward)`,
    [
      earned,
      pools.map(({ poolId }) => poolId),
      pools.map(({ blocks }) => blocks),
      pools.map(({ stake }) => stake),
      pools.map(({ ownerStake }) => ownerStake),
      pools.map(({ pledgeMet }) => pledgeMet),
      pools.map(({ optimalReward }) => optimalReward),
      pools.map(({ poolReward }) => poolReward),
      pools.map(({ leaderReward }) => leaderReward),
      pools.map(({ memberRewardTotal }) => memberRewardTotal),
      pools.map(({ operatorFee }) => operatorFee),
      pools.map(({ delegatorsReward }) => delegatorsReward),
    ],
  );
}

async function saveAccounts(tx: Transaction, earned: Epoch, columns: AccountRewardColumns): Promise<void> {
  await replacePartition(tx, {
    parent: 'account_reward',
    column: 'earned_epoch',
    value: earned,
    indexes: ['credential, credential_kind'],
    fill: async (table) => {
      await copyColumns(
        tx,
        {
          table,
          columns: [
            { name: 'earned_epoch', type: 'int4', same: earned },
            { name: 'credential_kind', type: 'int2', values: columns.credentialKind },
            { name: 'credential', type: 'bytea', values: columns.credential, width: HASH_BYTES },
            { name: 'pool_id', type: 'bytea', index: columns.pool, among: columns.pools },
            { name: 'kind', type: 'int2', values: columns.kind },
            { name: 'amount', type: 'int8', values: columns.amount },
            { name: 'destination', type: 'int2', values: columns.destination },
          ],
        },
        columns.count,
      );
    },
  });
}

/** Pools of the rewards that are replaced: some may not be in the new ones. */
async function poolsRewardedBefore(tx: Transaction, earned: Epoch): Promise<PoolId[]> {
  const { rows } = await tx.query<{ pool: string }>(
    `select encode(pool_id, 'hex') as pool from pool_reward where earned_epoch = $1`,
    [earned],
  );
  return rows.map(({ pool }) => poolId(pool));
}

function marksOf({ earned, rewards }: RewardsToSave, before: readonly PoolId[]): DocumentMark[] {
  const pools = new Set([...before, ...rewards.pools.map((pool) => pool.poolId)]);
  return [
    markOf.rewardColumn(earned),
    markOf.epochParams(earned),
    markOf.syncStatus(),
    markOf.ecosystem('live'),
    ...[...pools].map((pool) => markOf.poolStatsEpoch(pool, earned)),
  ];
}
