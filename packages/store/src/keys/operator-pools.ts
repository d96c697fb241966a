import { type PoolId, poolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** A pool that a user may speak for. */
export interface OperatorPool {
  /** UUID */
  readonly user: string;
  readonly pool: PoolId;
}

/** @returns how many are new */
export async function addOperatorPools(
  tx: Transaction,
  pools: readonly OperatorPool[],
  nowMs: number,
): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into operator_pool (user_id, pool_id, created_at)
     select user_id, decode(pool, 'hex'), to_timestamp($3::float8 / 1000)
     from unnest($1::uuid[], $2::text[]) as p (user_id, pool)
     on conflict do nothing`,
    [pools.map(({ user }) => user), pools.map(({ pool }) => pool), nowMs],
  );
  return rowCount ?? 0;
}

/** @returns how many were there */
export async function removeOperatorPools(tx: Transaction, pools: readonly OperatorPool[]): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from operator_pool o using unnest($1::uuid[], $2::text[]) as p (user_id, pool)
     where o.user_id = p.user_id and o.pool_id = decode(p.pool, 'hex')`,
    [pools.map(({ user }) => user), pools.map(({ pool }) => pool)],
  );
  return rowCount ?? 0;
}

/** By pool. */
export async function poolsOfUser(db: Queryable, user: string): Promise<PoolId[]> {
  const { rows } = await db.query<{ pool: string }>(
    `select encode(pool_id, 'hex') as pool from operator_pool where user_id = $1 order by pool_id`,
    [user],
  );
  return rows.map(({ pool }) => poolId(pool));
}
