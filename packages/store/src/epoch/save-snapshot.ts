import {
  CREDENTIAL_TAG,
  type DocumentMark,
  type Epoch,
  HASH_BYTES,
  type Lovelace,
  markOf,
  type PoolId,
  poolId,
  type StakeSnapshot,
} from '@pooltool/domain';
import { copyColumns, type Transaction } from '@pooltool/shared-utils/pg';
import { holdUnarchived } from '../archive/archived-epochs.ts';
import { markDocuments } from '../documents/marks.ts';
import { watchedPartMarks } from '../documents/watched-parts.ts';
import { firstRegistrationMarks } from '../pools/first-registrations.ts';
import { forgetFiles, lockHistories } from '../watched/history-file.ts';
import { replacePartition } from './replace-partition.ts';

export interface SnapshotToSave {
  readonly activeEpoch: Epoch;
  readonly snapshot: StakeSnapshot;
  /** by index of the snapshot's pools */
  readonly stake: readonly Lovelace[];
  readonly ownerStake: readonly Lovelace[];
  readonly delegatorCount: Uint32Array;
  readonly activeStake: Lovelace;
  /** hex, of the file it came in */
  readonly sha256: string;
}

/**
 * Writes a stake snapshot whole, replacing an earlier one of that epoch; 1.3 million rows by COPY.
 * @throws POOLTOOL_EPOCH_ARCHIVED (reject)
 */
export async function saveSnapshot(tx: Transaction, saved: SnapshotToSave): Promise<void> {
  await holdUnarchived(tx, saved.activeEpoch);
  const before = await poolsShownBefore(tx, saved.activeEpoch);
  await saveHead(tx, saved);
  await savePools(tx, saved);
  await saveDelegators(tx, saved);
  const pools = [...new Set([...before, ...saved.snapshot.pools.map((pool) => pool.poolId)])];
  await markDocuments(tx, [
    ...marksOf(saved.activeEpoch, pools),
    ...(await firstRegistrationMarks(tx, { pools, active: saved.activeEpoch })),
    ...(await watchedPartMarks(tx, saved.activeEpoch)),
  ]);
  await forgetFiles(tx);
}

async function saveHead(
  tx: Transaction,
  { activeEpoch, snapshot, activeStake, sha256 }: SnapshotToSave,
): Promise<void> {
  await tx.query(`delete from snapshot_epoch where active_epoch = $1`, [activeEpoch]);
  await tx.query(
    `insert into snapshot_epoch (active_epoch, delegators, pools, active_stake, sha256)
     values ($1, $2, $3, $4, decode($5, 'hex'))`,
    [activeEpoch, snapshot.delegators.count, snapshot.pools.length, activeStake, sha256],
  );
}

async function savePools(tx: Transaction, saved: SnapshotToSave): Promise<void> {
  const { activeEpoch, snapshot, stake, ownerStake, delegatorCount } = saved;
  await tx.query(
    `insert into pool_snapshot (
       active_epoch, pool_id, pledge, cost, margin_numerator, margin_denominator, reward_kind, reward_credential, owners,
       stake, owner_stake, delegators, vrf_key_hash)
     select $1, decode(pool, 'hex'), pledge, cost, margin_numerator, margin_denominator, reward_kind,
       decode(reward_credential, 'hex'),
       array(select decode(owner, 'hex') from regexp_split_to_table(owners, ',') as owner where owner <> ''),
       stake, owner_stake, delegators, decode(vrf_key_hash, 'hex')
     from unnest($2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::smallint[], $8::text[],
       $9::text[], $10::bigint[], $11::bigint[], $12::int[], $13::text[])
       as p (pool, pledge, cost, margin_numerator, margin_denominator, reward_kind, reward_credential, owners, stake,
         owner_stake, delegators, vrf_key_hash)`,
    [
      activeEpoch,
      snapshot.pools.map(({ poolId }) => poolId),
      snapshot.pools.map(({ pledge }) => pledge),
      snapshot.pools.map(({ cost }) => cost),
      snapshot.pools.map(({ margin }) => margin.numerator),
      snapshot.pools.map(({ margin }) => margin.denominator),
      snapshot.pools.map(({ rewardAccount }) => CREDENTIAL_TAG[rewardAccount.kind]),
      snapshot.pools.map(({ rewardAccount }) => rewardAccount.hash),
      snapshot.pools.map(({ owners }) => owners.join(',')),
      stake,
      ownerStake,
      [...delegatorCount],
      snapshot.pools.map(({ vrfKeyHash }) => vrfKeyHash ?? null),
    ],
  );
}

async function saveDelegators(tx: Transaction, { activeEpoch, snapshot }: SnapshotToSave): Promise<void> {
  const { delegators, pools } = snapshot;
  await replacePartition(tx, {
    parent: 'stake_snapshot',
    column: 'active_epoch',
    value: activeEpoch,
    indexes: ['credential, credential_kind'],
    // Who holds histories reads the snapshot and marks what we mark: nobody may wait for us there while we wait for him. Only
    // now, because the website waits while it is held.
    lock: () => lockHistories(tx),
    fill: async (table) => {
      await copyColumns(
        tx,
        {
          table,
          columns: [
            { name: 'active_epoch', type: 'int4', same: activeEpoch },
            { name: 'credential_kind', type: 'int2', values: delegators.kind },
            { name: 'credential', type: 'bytea', values: delegators.hash, width: HASH_BYTES },
            { name: 'pool_id', type: 'bytea', index: delegators.pool, among: pools.map(({ poolId }) => poolId) },
            { name: 'stake', type: 'int8', values: delegators.stake },
          ],
        },
        delegators.count,
      );
    },
  });
}

/** Pools of the snapshot that is replaced, and of the one before it: some may not be in the new one. */
async function poolsShownBefore(tx: Transaction, active: Epoch): Promise<PoolId[]> {
  const { rows } = await tx.query<{ pool: string }>(
    `select distinct encode(pool_id, 'hex') as pool from pool_snapshot
     where active_epoch in ($1, (select max(active_epoch) from snapshot_epoch where active_epoch < $1))`,
    [active],
  );
  return rows.map(({ pool }) => poolId(pool));
}

function marksOf(activeEpoch: Epoch, pools: readonly PoolId[]): DocumentMark[] {
  return [
    markOf.totalActiveStake(activeEpoch),
    markOf.stakeColumn(activeEpoch),
    markOf.syncStatus(),
    ...pools.flatMap((pool) => [
      markOf.poolStatsEpoch(pool, activeEpoch),
      markOf.pool(pool),
      markOf.poolStats(pool),
      markOf.poolPropagation(pool),
    ]),
  ];
}
