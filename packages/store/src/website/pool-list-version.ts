import type { Queryable } from '@pooltool/shared-utils/pg';

/**
 * Another text when the list of pools may be another one: a block more or less, a product of an epoch, a new live stake, a commitment
 * to slots, which is of this epoch or the next and stands for good, another label. It costs some index look-ups, the list some hundred
 * milliseconds.
 */
export async function poolListVersion(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ version: string }>({
    name: 'pool-list-version',
    text: `
      select concat_ws(' ',
        (select encode(hash, 'hex') from block order by slot desc, height desc limit 1),
        (select max(sequence) from ledger_arrival),
        (select max(materialization) from asset_partition),
        (select encode(sha256, 'hex') from live_generation),
        (select concat(max(epoch), '+', count(*)) from assigned_slots
         where epoch >= (select max(epoch) - 1 from assigned_slots)),
        (select sum(changes) from pool_label)) as version`,
  });
  return rows[0]?.version ?? '';
}
