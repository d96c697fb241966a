import type { Queryable } from '@pooltool/shared-utils/pg';

/**
 * Another text whenever something changed that `inForce` goes by. Of certificates the newest tells: they come and go at the
 * end alone, and one that came back after a roll backward is another row (`xmin`). Some milliseconds, where asking for all
 * claims takes a hundred.
 */
export async function registrationsVersion(db: Queryable): Promise<string> {
  const newest = (table: string) => `
    (select jsonb_build_array(slot, transaction_index, certificate_index, xmin::text) from ${table}
     order by slot desc, transaction_index desc, certificate_index desc limit 1)`;
  const { rows } = await db.query<{ version: string }>({
    name: 'registrations-version',
    text: `
      select jsonb_build_array((select max(epoch) from epoch_chain), ${newest('pool_registration')}, ${newest('pool_retirement')},
        (select md5(string_agg(active_epoch || ' ' || xmin::text || ' ' || encode(sha256, 'hex'), ';' order by active_epoch))
         from snapshot_epoch))::text as version`,
  });
  return rows[0]?.version ?? '';
}
