import { type Epoch, epoch, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** Of these pools the last epoch up to one in which each had blocks, stake or a reward; those that never had any are left out. A few look-ups each. */
export async function lastEpochs(
  db: Queryable,
  { pools, upTo }: { readonly pools: readonly PoolId[]; readonly upTo: Epoch },
): Promise<ReadonlyMap<PoolId, Epoch>> {
  const { rows } = await db.query<{ pool: string; last: number }>({
    name: 'last-epochs-of-pools',
    text: `
      select asked.pool, found.last from unnest($1::text[]) as asked (pool)
      cross join lateral (
        select greatest(
          (select max(epoch) from pool_epoch_blocks where pool_id = decode(asked.pool, 'hex') and epoch <= $2),
          (select max(epoch) from epoch_ledger_pool_blocks where pool_id = decode(asked.pool, 'hex') and epoch <= $2),
          (select max(active_epoch) from pool_snapshot where pool_id = decode(asked.pool, 'hex') and active_epoch <= $2),
          (select max(earned_epoch) from pool_reward where pool_id = decode(asked.pool, 'hex') and earned_epoch <= $2)) as last) found
      where found.last is not null`,
    values: [pools, upTo],
  });
  return new Map(rows.map(({ pool, last }) => [poolId(pool), epoch(last)]));
}
