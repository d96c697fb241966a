import { type Epoch, type PoolId, type Slot, type SlotCommitment, slot } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A commitment, and what was revealed of it. */
export interface RecordedCommitment extends SlotCommitment {
  /** the schedule; null: not revealed */
  readonly slots: readonly Slot[] | null;
}

/** Null: the pool committed to nothing. `hold` keeps others from revealing until the transaction ends. */
export async function readCommitment(
  db: Queryable,
  { pool, epoch }: { readonly pool: PoolId; readonly epoch: Epoch },
  { hold = false } = {},
): Promise<RecordedCommitment | null> {
  const { rows } = await db.query<{ count: number; hash: string | null; slots: readonly bigint[] | null }>(
    `select count, encode(hash, 'hex') as hash, slots from assigned_slots
     where pool_id = decode($1, 'hex') and epoch = $2 ${hold ? 'for update' : ''}`,
    [pool, epoch],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return { count: row.count, hash: row.hash, slots: row.slots?.map((one) => slot(Number(one))) ?? null };
}
