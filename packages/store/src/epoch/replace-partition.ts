import { quoteIdentifier, type Transaction } from '@pooltool/shared-utils/pg';

export interface PartitionReplacement {
  /** a table partitioned by list over `column` */
  readonly parent: string;
  readonly column: string;
  /** the epoch whose rows are replaced */
  readonly value: number;
  /** fills the table it is given; every row's `column` must be `value` */
  readonly fill: (table: string) => Promise<void>;
  /** columns of each index, as SQL writes them */
  readonly indexes: readonly string[];
  /** when the new rows are there, before readers of the old ones are held up: locks that must be taken before that one */
  readonly lock?: () => Promise<void>;
}

const LONGEST_WAIT_MS = 2_000;

/**
 * Replaces all rows of one epoch: a table of its own is filled and indexed apart, and takes the old partition's place
 * only at the end. Readers see the old rows or the new ones, never half, and whole epochs are dropped in an instant.
 *
 * The first rows of an epoch wait for no reader and hold none up. Replacing rows needs the whole table for the moment from
 * the drop to the commit, and whoever reads meanwhile waits for it; behind a reader that stays (a dump of the database
 * takes an hour) it gives up before others have queued up for long.
 * @throws POOLTOOL_DATABASE_CONFLICT (retry) then
 */
export async function replacePartition(tx: Transaction, given: PartitionReplacement): Promise<void> {
  const { parent, column, value, fill, indexes, lock } = given;
  const final = `${parent}_${value}`;
  const fresh = `${final}_new`;
  // Postgres skips the scan of all rows at ATTACH when a constraint already promises what the partition bound says.
  const bound = `check (${quoteIdentifier(column)} = ${value})`;
  // Its rows never change and are analysed here: vacuuming millions of them beside the work on the epoch would be for nothing.
  // PostgreSQL does it all the same before transaction numbers run out.
  await tx.query(
    `create table ${quoteIdentifier(fresh)} (like ${quoteIdentifier(parent)}, constraint bound ${bound})
     with (autovacuum_enabled = false)`,
  );
  await fill(fresh);
  await tx.query(`set local maintenance_work_mem = '256MB'`);
  // Postgres names the indexes: the old partition's still hold theirs.
  for (const columns of indexes) await tx.query(`create index on ${quoteIdentifier(fresh)} (${columns})`);
  await lock?.();
  await tx.query(`set local lock_timeout = ${LONGEST_WAIT_MS}`);
  await tx.query(`drop table if exists ${quoteIdentifier(final)}`);
  await tx.query('set local lock_timeout to default');
  await tx.query(`alter table ${quoteIdentifier(fresh)} rename to ${quoteIdentifier(final)}`);
  await tx.query(
    `alter table ${quoteIdentifier(parent)} attach partition ${quoteIdentifier(final)} for values in (${value})`,
  );
  await tx.query(`alter table ${quoteIdentifier(final)} drop constraint bound`);
  await tx.query(`analyze ${quoteIdentifier(final)}`);
}
