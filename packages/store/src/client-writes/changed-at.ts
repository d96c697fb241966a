import type { PoolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { Deed } from '../admin/acts.ts';

/** When the pool's note was written last, unix milliseconds; null: never. */
export async function noteChangedAt(db: Queryable, pool: PoolId): Promise<number | null> {
  const { rows } = await db.query<{ at: Date }>(
    `select written_at as at from pool_note where pool_id = decode($1, 'hex')`,
    [pool],
  );
  return rows[0]?.at.getTime() ?? null;
}

/** When an administrator last did so to it, unix milliseconds; null: never. */
export async function actedAt(
  db: Queryable,
  { deed, subject }: { readonly deed: Deed; readonly subject: string },
): Promise<number | null> {
  const { rows } = await db.query<{ at: Date | null }>(
    'select max(acted_at) as at from administration_act where subject = $1 and deed = $2',
    [subject, deed],
  );
  return rows[0]?.at?.getTime() ?? null;
}
