import { HASH_BYTES, type LiveDelegators, type PoolId, poolId } from '@pooltool/domain';
import { copyColumns, type Transaction } from '@pooltool/shared-utils/pg';

export interface LoadedLiveStake {
  /** rows written, changed or taken away */
  readonly rows: number;
  /** pools that one of these rows was or is with */
  readonly pools: readonly PoolId[];
  /** UUIDs of whose address one of these rows is */
  readonly users: readonly string[];
}

/**
 * Makes `live_stake` these delegators: a million rows by COPY into a table of this transaction, and from there only what
 * differs. Half an hour changes some thousands of them, the payout of an epoch nearly all.
 */
export async function loadLiveStake(
  tx: Transaction,
  { delegators, pools }: { readonly delegators: LiveDelegators; readonly pools: readonly PoolId[] },
): Promise<LoadedLiveStake> {
  await tx.query(`create temp table live_stake_new (like live_stake) on commit drop`);
  await copyColumns(
    tx,
    {
      table: 'live_stake_new',
      columns: [
        { name: 'credential_kind', type: 'int2', values: delegators.kind },
        { name: 'credential', type: 'bytea', values: delegators.hash, width: HASH_BYTES },
        { name: 'pool_id', type: 'bytea', index: delegators.pool, among: pools },
        { name: 'outputs', type: 'int8', values: delegators.outputs },
        { name: 'rewards', type: 'int8', values: delegators.rewards },
      ],
    },
    delegators.count,
  );
  await tx.query(`analyze live_stake_new`);
  await tx.query(
    `create temp table live_stake_change on commit drop as
     select coalesce(new.credential_kind, had.credential_kind) as credential_kind,
       coalesce(new.credential, had.credential) as credential, had.pool_id as from_pool, new.pool_id as to_pool,
       new.outputs, new.rewards
     from live_stake had
     full join live_stake_new new on new.credential = had.credential and new.credential_kind = had.credential_kind
     where (had.pool_id, had.outputs, had.rewards) is distinct from (new.pool_id, new.outputs, new.rewards)`,
  );
  await tx.query(`analyze live_stake_change`);
  await tx.query(
    `delete from live_stake had using live_stake_change c
     where c.to_pool is null and had.credential = c.credential and had.credential_kind = c.credential_kind`,
  );
  await tx.query(
    `insert into live_stake (credential_kind, credential, pool_id, outputs, rewards)
     select credential_kind, credential, to_pool, outputs, rewards from live_stake_change where to_pool is not null
     on conflict (credential, credential_kind) do update set pool_id = excluded.pool_id, outputs = excluded.outputs,
       rewards = excluded.rewards`,
  );
  return touched(tx);
}

async function touched(tx: Transaction): Promise<LoadedLiveStake> {
  const { rows: counts } = await tx.query<{ count: bigint }>(`select count(*) as count from live_stake_change`);
  const { rows } = await tx.query<{ pool: string }>(
    `select encode(pool_id, 'hex') as pool from (
       select from_pool as pool_id from live_stake_change union select to_pool from live_stake_change) p
     where pool_id is not null order by pool_id`,
  );
  const { rows: users } = await tx.query<{ user_id: string }>(
    `select distinct user_id from live_stake_change join user_address using (credential, credential_kind)
     order by user_id`,
  );
  return {
    rows: Number(counts[0]?.count ?? 0n),
    pools: rows.map(({ pool }) => poolId(pool)),
    users: users.map(({ user_id: user }) => user),
  };
}
