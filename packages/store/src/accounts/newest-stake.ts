import { CREDENTIAL_TAG, type PoolId, poolId, type StakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What an account delegates, in the newest snapshot. */
export interface NewestStake {
  /** whose leaders the snapshot elects */
  readonly activeEpoch: number;
  /** lovelace */
  readonly stake: bigint;
  readonly pool: PoolId;
}

/** null: it is not in the newest snapshot, or there is none */
export async function newestStake(db: Queryable, { kind, hash }: StakeCredential): Promise<NewestStake | null> {
  const newest = await db.query<{ epoch: number | null }>('select max(active_epoch) as epoch from snapshot_epoch');
  const activeEpoch = newest.rows[0]?.epoch ?? null;
  if (activeEpoch === null) return null;
  const { rows } = await db.query<{ stake: bigint; pool: string }>(
    `select stake, encode(pool_id, 'hex') as pool from stake_snapshot
     where active_epoch = $1 and credential = decode($2, 'hex') and credential_kind = $3`,
    [activeEpoch, hash, CREDENTIAL_TAG[kind]],
  );
  const row = rows[0];
  return row === undefined ? null : { activeEpoch, stake: row.stake, pool: poolId(row.pool) };
}
