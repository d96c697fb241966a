import { type Epoch, markOf, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';

/** The pools of an epoch's snapshot that made no block in it, on our chain or by the dump that told the whole epoch. */
export async function poolsWithoutBlocks(db: Queryable, of: Epoch): Promise<PoolId[]> {
  const { rows } = await db.query<{ pool: string }>(
    `select encode(pool_id, 'hex') as pool from pool_snapshot s
     where active_epoch = $1
       and not exists (select from pool_epoch_blocks b where b.pool_id = s.pool_id and b.epoch = $1)
       and not exists (select from epoch_ledger_pool_blocks d where d.pool_id = s.pool_id and d.epoch = $1)
     order by 1`,
    [of],
  );
  return rows.map(({ pool }) => poolId(pool));
}

/**
 * Has their histories drawn again for that epoch. No zeros are kept: whether 0 or nothing is shown, or a block that came
 * later, the drawing finds out from certificates and blocks as they stand then (`poolEpochs`).
 */
export const markPoolsWithoutBlocks = (tx: Transaction, of: Epoch, pools: readonly PoolId[]): Promise<void> =>
  markDocuments(
    tx,
    pools.map((pool) => markOf.poolStatsEpoch(pool, of)),
  );
