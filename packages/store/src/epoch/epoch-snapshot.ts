import type { Epoch } from '@pooltool/domain';
import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';
import { demandNotArchived } from '../archive/archived-epochs.ts';

/**
 * Reads in one view of the truth, epochs' delegators and rewards among it. A partition that is replaced or moved is
 * dropped, and a drop waits for no view: a transaction whose view is older than the new rows would find the old table gone
 * and the new one empty. So the tables are locked before the view is taken (LOCK TABLE takes none; PostgreSQL manual,
 * "LOCK", notes on REPEATABLE READ): who replaces an epoch goes before or comes after. Of the parents only: a drop wants them too.
 */
export const inEpochSnapshot = <Result>(pool: Pool, work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  inTransaction(
    pool,
    async (tx) => {
      // In the order in which rows are moved to the archive, so that no two wait for each other.
      await tx.query('lock table only stake_snapshot, only account_reward in access share mode');
      return work(tx);
    },
    { isolation: 'repeatable read', readOnly: true },
  );

/** An epoch's own parts of the partitioned tables, by their names, as SQL writes them. */
export interface EpochTables {
  readonly stakeSnapshot: string;
  readonly accountReward: string;
}

/**
 * The same for whoever reads one epoch for long: only its own tables are locked, and read by their own names, because a
 * transaction that names the whole tables locks these until it ends, and keeps every other epoch from being replaced. Null:
 * the epoch has no delegators or no rewards. @throws POOLTOOL_EPOCH_ARCHIVED (reject)
 */
export async function inOneEpochSnapshot<Result>(
  pool: Pool,
  epoch: Epoch,
  work: (tx: Transaction, tables: EpochTables) => Promise<Result>,
): Promise<Result | null> {
  const tables = { stakeSnapshot: `stake_snapshot_${epoch}`, accountReward: `account_reward_${epoch}` };
  const names = [tables.stakeSnapshot, tables.accountReward];
  // Before the transaction: a look at what tables there are would be its view. What is dropped in between fails at the lock.
  const { rows } = await pool.query<{ there: boolean }>(
    'select bool_and(to_regclass(name) is not null) as there from unnest($1::text[]) as name',
    [names],
  );
  if (rows[0]?.there !== true) {
    await demandNotArchived(pool, epoch);
    return null;
  }
  return inTransaction(
    pool,
    async (tx) => {
      await tx.query(`lock table ${names.join(', ')} in access share mode`);
      return work(tx, tables);
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
