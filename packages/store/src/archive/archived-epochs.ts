import { type Epoch, epoch } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { epochArchived } from '../errors.ts';

/** Epochs whose delegators and account rewards are no longer in PostgreSQL, ascending. */
export async function archivedEpochs(db: Queryable): Promise<Epoch[]> {
  const { rows } = await db.query<{ epoch: number }>({
    name: 'archived-epochs',
    text: 'select first_epoch as epoch from archive_span where epochs = 1 order by 1',
  });
  return rows.map((row) => epoch(row.epoch));
}

export async function isArchived(db: Queryable, of: Epoch): Promise<boolean> {
  const { rows } = await db.query('select 1 from archive_span where first_epoch = $1 and epochs = 1', [of]);
  return rows.length > 0;
}

/** @throws POOLTOOL_EPOCH_ARCHIVED (reject) for what would be read as empty. */
export async function demandNotArchived(db: Queryable, of: Epoch): Promise<void> {
  if (await isArchived(db, of)) {
    throw epochArchived({
      message: `the delegators and account rewards of epoch ${of} were moved to the archive; \`pooltool archive restore ${of}\` brings them back`,
      details: { epoch: of },
    });
  }
}

/**
 * For whoever replaces an epoch's rows: until the transaction ends nobody moves them away, and what was moved already is
 * not written beside the archive. @throws POOLTOOL_EPOCH_ARCHIVED (reject)
 */
export async function holdUnarchived(tx: Transaction, of: Epoch): Promise<void> {
  await holdEpochRows(tx, of);
  await demandNotArchived(tx, of);
}

/** Who replaces, moves or restores an epoch's rows does so alone, until the transaction ends. */
export async function holdEpochRows(tx: Transaction, of: Epoch): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('rows of epoch ' || $1::int4, 0))`, [of]);
}
