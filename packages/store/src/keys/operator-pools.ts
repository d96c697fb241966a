import type { PoolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { poolsSpokenFor } from '../operators/speakers.ts';
import { neverTakenOver } from './old-rows.ts';

/** A pool that a user may speak for. */
export interface OperatorPool {
  /** UUID */
  readonly user: string;
  readonly pool: PoolId;
}

/** Gives pools for good, whatever their registrations say. @returns how many are new */
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

/** Pools of the old backend's users. Those that were taken over and taken away since stay away. @returns how many are new */
export async function importOperatorPools(
  tx: Transaction,
  pools: readonly OperatorPool[],
  nowMs: number,
): Promise<number> {
  const nameOf = ({ user, pool }: OperatorPool) => `${user} ${pool}`;
  return addOperatorPools(tx, await neverTakenOver(tx, 'operator pool', pools, nameOf), nowMs);
}

/** Takes pools that were given. A claim that stands stays: it is of the chain. @returns how many were there */
export async function removeOperatorPools(tx: Transaction, pools: readonly OperatorPool[]): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from operator_pool o using unnest($1::uuid[], $2::text[]) as p (user_id, pool)
     where o.user_id = p.user_id and o.pool_id = decode(p.pool, 'hex')`,
    [pools.map(({ user }) => user), pools.map(({ pool }) => pool)],
  );
  return rowCount ?? 0;
}

/** All that the user may speak for now, given or claimed, by pool. */
export const poolsOfUser = async (db: Queryable, user: string): Promise<PoolId[]> =>
  (await poolsSpokenFor(db, user)).map(({ pool }) => pool);
