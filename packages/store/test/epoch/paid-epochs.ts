import { epoch } from '@pooltool/domain';
import { averagesOf } from '@pooltool/domain/rewards';
import { testPoolId } from '@pooltool/domain/testing';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { loadSummedHistories, saveAverages } from '@pooltool/store';

/** What a pool's delegators staked and got in an epoch, and its operator; lovelace. */
export interface PaidPool {
  readonly stake: bigint;
  readonly reward: bigint;
  readonly fee: bigint;
}

/** By the pool's tag. */
export type PaidEpoch = ReadonlyMap<number, PaidPool>;

/** Snapshot and paid rewards of an epoch as far as averages look at them, replacing what was there. */
export async function writePaidEpoch(db: Pool, earned: number, paid: PaidEpoch): Promise<void> {
  const pools = [...paid];
  await inTransaction(db, async (tx) => {
    await tx.query(`delete from reward_epoch where earned_epoch = $1`, [earned]);
    await tx.query(`delete from snapshot_epoch where active_epoch = $1`, [earned]);
    await tx.query(`insert into snapshot_epoch values ($1, 0, $2, 0, $3)`, [earned, pools.length, Buffer.alloc(32)]);
    await tx.query(`insert into reward_epoch values ($1, 'final', '1/1', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`, [
      earned,
    ]);
    const columns = [
      earned,
      pools.map(([tag]) => testPoolId(tag)),
      pools.map(([, { stake }]) => stake),
      pools.map(([, { fee }]) => fee),
      pools.map(([, { reward }]) => reward),
    ];
    await tx.query(
      `insert into pool_snapshot
       select $1, decode(pool, 'hex'), 0, 0, 0, 1, 0, decode(pool, 'hex'), '{}', stake, 0, 1
       from unnest($2::text[], $3::bigint[]) as p (pool, stake)`,
      columns.slice(0, 3),
    );
    await tx.query(
      `insert into pool_reward
       select $1, decode(pool, 'hex'), 1, stake, 0, true, 0, fee + reward, fee, reward, fee, reward
       from unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[]) as p (pool, stake, fee, reward)`,
      columns,
    );
  });
}

/** What the asset does. */
export async function average(db: Pool, earned: number, epochsPerYear = 73): Promise<void> {
  const of = epoch(earned);
  const histories = await loadSummedHistories(db, of);
  if (histories === null) throw new Error(`epoch ${earned} is not paid`);
  const { since, pools, networkBefore } = histories;
  const found = averagesOf({ earned, pools, networkBefore, epochsPerYear });
  const named = pools.flatMap(({ poolId }, index) => {
    const averages = found.pools[index];
    return averages === undefined ? [] : [{ poolId, averages }];
  });
  await inTransaction(db, (tx) => saveAverages(tx, { earned: of, since, network: found.network, pools: named }));
}
