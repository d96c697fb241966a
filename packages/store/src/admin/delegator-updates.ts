import { markOf, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { type Actor, recordAct } from './acts.ts';

/**
 * Says that somebody wants the pool's delegators looked at anew, or no more. It is a flag for people: live stake is of
 * the node's ledger every half hour, and nothing of ours waits for it. @returns false: it stood so already
 */
export async function setDelegatorUpdate(
  tx: Transaction,
  {
    pool,
    value,
    user,
    nowMs,
  }: { readonly pool: PoolId; readonly value: boolean; readonly user: Actor; readonly nowMs: number },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    value
      ? `insert into delegator_update (pool_id) values (decode($1, 'hex')) on conflict do nothing`
      : `delete from delegator_update where pool_id = decode($1, 'hex')`,
    [pool],
  );
  if (rowCount === 0) return false;
  await recordAct(tx, {
    user,
    deed: 'delegator-update',
    subject: pool,
    before: { value: !value },
    after: { value },
    nowMs,
  });
  await markDocuments(tx, [markOf.delegatorUpdate(pool)]);
  return true;
}

/** Of these pools those that are flagged. */
export async function delegatorUpdates(db: Queryable, pools: readonly PoolId[]): Promise<ReadonlySet<PoolId>> {
  const { rows } = await db.query<{ pool: string }>(
    `select asked.pool from unnest($1::text[]) as asked (pool)
     join delegator_update d on d.pool_id = decode(asked.pool, 'hex')`,
    [pools],
  );
  return new Set(rows.map(({ pool }) => poolId(pool)));
}
