import type { Epoch } from '@pooltool/domain';
import { quoteIdentifier, type Transaction } from '@pooltool/shared-utils/pg';

/** Counts this many epochs back stay: what a deep rerun begins from, at some 250 MB an epoch of mainnet. */
const EPOCHS_KEPT = 8;
const LONGEST_WAIT_MS = 500;

/**
 * Drops the partitions that no rerun is likely to begin from. A reader that stays (a dump of the database) holds a drop
 * up: then it is left for the next epoch, because nothing is wrong with a partition too many.
 */
export async function dropOldCounts(tx: Transaction, newest: Epoch): Promise<void> {
  const { rows } = await tx.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'loyalty'::regclass order by 1`,
  );
  const old = rows.filter(({ name }) => Number(name.slice('loyalty_'.length)) < newest - EPOCHS_KEPT);
  for (const { name } of old) {
    await tx.query(
      `do $$ begin
         set local lock_timeout = ${LONGEST_WAIT_MS};
         drop table ${quoteIdentifier(name)};
       exception when lock_not_available then null; end $$`,
    );
  }
  await tx.query('set local lock_timeout to default');
}
