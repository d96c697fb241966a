import { inTransaction, type Pool, type Transaction } from '@pooltool/shared-utils/pg';

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
