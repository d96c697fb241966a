import type { Transaction } from '@pooltool/shared-utils/pg';

/** Does `work`; when it answers false, or throws, the database is as if it had not been done, and the transaction goes on. */
export async function keepIf(tx: Transaction, work: () => Promise<boolean>): Promise<boolean> {
  await tx.query('savepoint asset_save');
  try {
    const kept = await work();
    await tx.query(kept ? 'release savepoint asset_save' : 'rollback to savepoint asset_save');
    return kept;
  } catch (error) {
    await tx.query('rollback to savepoint asset_save');
    throw error;
  }
}
