import {
  CREDENTIAL_TAG,
  type DocumentMark,
  type Epoch,
  HASH_BYTES,
  markOf,
  ratioText,
  type StakeSnapshot,
} from '@pooltool/domain';
import type { EpochRewards, RewardSettlement } from '@pooltool/domain/rewards';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { copyColumns, type Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { watchedKeyMarks } from '../documents/watched-keys.ts';
import { replacePartition } from './replace-partition.ts';

export interface RewardsToSave {
  readonly earned: Epoch;
  readonly snapshot: StakeSnapshot;
  readonly rewards: EpochRewards;
  /** lovelace collected in the earned epoch */
  readonly fees: bigint;
  /** null for a forecast: who is registered at the payout is not known yet */
  readonly settlement: RewardSettlement | null;
  /** by index of the snapshot's pools; fractions for display */
  readonly ros: readonly PoolRos[];
}

export interface PoolRos {
  readonly epoch: number;
  readonly six: number;
  readonly twelve: number;
  readonly lifetime: number;
}

/** Writes every reward of an earned epoch, replacing what was there. A forecast never replaces what is final. */
export async function saveRewards(tx: Transaction, saved: RewardsToSave): Promise<{ readonly saved: boolean }> {
  await holdEarnedEpoch(tx, saved.earned);
  if (saved.settlement === null && (await isFinal(tx, saved.earned))) return { saved: false };
  const columns = accountColumns(saved);
  await saveHead(tx, saved, columns.count);
  await savePools(tx, saved);
  await saveAccounts(tx, saved.earned, columns);
  await markDocuments(tx, [...marksOf(saved), ...(await watchedKeyMarks(tx))]);
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

async function savePools(tx: Transaction, { earned, rewards, ros }: RewardsToSave): Promise<void> {
  const { pools } = rewards;
  await tx.query(
    `insert into pool_reward (
       earned_epoch, pool_id, blocks, stake, owner_stake, pledge_met, optimal_reward, pool_reward, leader_reward,
       member_rewards, operator_fee, delegators_reward, ros, ros_6, ros_12, ros_lifetime)
     select $1, decode(pool, 'hex'), blocks, stake, owner_stake, pledge_met, optimal_reward, pool_reward, leader_reward,
       member_rewards, operator_fee, delegators_reward, ros, ros_6, ros_12, ros_lifetime
     from unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bool[], $7::bigint[], $8::bigint[], $9::bigint[],
       $10::bigint[], $11::bigint[], $12::bigint[], $13::float8[], $14::float8[], $15::float8[], $16::float8[])
       as p (pool, blocks, stake, owner_stake, pledge_met, optimal_reward, pool_reward, leader_reward, member_rewards,
         operator_fee, delegators_reward, ros, ros_6, ros_12, ros_lifetime)`,
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
      ros.map(({ epoch }) => epoch),
      ros.map(({ six }) => six),
      ros.map(({ twelve }) => twelve),
      ros.map(({ lifetime }) => lifetime),
    ],
  );
}

const REWARD_KIND = { leader: 0, member: 1 } as const;
const DESTINATION = { unknown: 0, account: 1, treasury: 2, reserves: 3 } as const;

/** One row for every reward above zero, in columns. */
interface AccountColumns {
  readonly count: number;
  readonly credentialKind: Uint8Array;
  readonly credential: Uint8Array;
  readonly pool: Uint32Array;
  readonly pools: readonly string[];
  readonly kind: Uint8Array;
  readonly amount: BigUint64Array;
  readonly destination: Uint8Array;
}

function accountColumns({ snapshot, rewards, settlement }: RewardsToSave): AccountColumns {
  const { delegators } = snapshot;
  const leaders = leaderRows({ snapshot, rewards, settlement });
  let members = 0;
  for (let row = 0; row < delegators.count; row += 1) if (rewards.memberRewards[row] !== 0n) members += 1;
  const count = members + leaders.length;
  const columns = {
    count,
    credentialKind: new Uint8Array(count),
    credential: new Uint8Array(count * HASH_BYTES),
    pool: new Uint32Array(count),
    pools: snapshot.pools.map(({ poolId }) => poolId),
    kind: new Uint8Array(count),
    amount: new BigUint64Array(count),
    destination: new Uint8Array(count),
  };
  const paid = settlement === null ? DESTINATION.unknown : DESTINATION.account;
  const withheld = new Map(
    (settlement?.withheld ?? []).flatMap(({ kind, row, destination }) =>
      kind === 'member' && row !== null ? [[row, DESTINATION[destination]] as const] : [],
    ),
  );
  let at = 0;
  for (let row = 0; row < delegators.count; row += 1) {
    const amount = rewards.memberRewards[row] ?? 0n;
    if (amount === 0n) continue;
    columns.credentialKind[at] = delegators.kind[row] ?? 0;
    columns.credential.set(delegators.hash.subarray(row * HASH_BYTES, (row + 1) * HASH_BYTES), at * HASH_BYTES);
    columns.pool[at] = delegators.pool[row] ?? 0;
    columns.kind[at] = REWARD_KIND.member;
    columns.amount[at] = amount;
    columns.destination[at] = withheld.get(row) ?? paid;
    at += 1;
  }
  for (const leader of leaders) {
    columns.credentialKind[at] = CREDENTIAL_TAG[leader.credential.kind];
    columns.credential.set(fromHex(leader.credential.hash), at * HASH_BYTES);
    columns.pool[at] = leader.poolIndex;
    columns.kind[at] = REWARD_KIND.leader;
    columns.amount[at] = leader.amount;
    columns.destination[at] = DESTINATION[leader.destination];
    at += 1;
  }
  return columns;
}

function leaderRows({ snapshot, rewards, settlement }: Pick<RewardsToSave, 'snapshot' | 'rewards' | 'settlement'>) {
  const leaders =
    settlement?.leaders ??
    rewards.pools.flatMap(({ poolIndex, leaderReward: amount }) => {
      const credential = snapshot.pools[poolIndex]?.rewardAccount;
      return credential === undefined ? [] : [{ poolIndex, credential, amount, destination: 'unknown' as const }];
    });
  return leaders.filter(({ amount }) => amount > 0n);
}

async function saveAccounts(tx: Transaction, earned: Epoch, columns: AccountColumns): Promise<void> {
  await replacePartition(tx, {
    parent: 'account_reward',
    column: 'earned_epoch',
    value: earned,
    indexes: ['credential'],
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

const marksOf = ({ earned, rewards }: RewardsToSave): DocumentMark[] => [
  markOf.rewardColumn(earned),
  markOf.epochParams(earned),
  markOf.syncStatus(),
  ...rewards.pools.flatMap(({ poolId }) => [markOf.poolStatsEpoch(poolId, earned), markOf.pool(poolId)]),
];
