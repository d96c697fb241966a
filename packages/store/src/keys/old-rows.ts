import { sha256Hex } from '@pooltool/shared-utils/crypto';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** What is taken over from the old backend and may be taken away here without a trace. */
type OldRows = 'operator pool' | 'zapier key' | 'zapier hook';

/**
 * Those of these rows that were never taken over; from now on all of them were.
 * @param nameOf what is the same each time the row is read
 */
export async function neverTakenOver<Row>(
  tx: Transaction,
  what: OldRows,
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): Promise<Row[]> {
  const hashes = rows.map((row) => sha256Hex(nameOf(row)));
  const { rows: fresh } = await tx.query<{ hash: string }>(
    `insert into old_row_taken (what, row_hash) select distinct $1, decode(hash, 'hex') from unnest($2::text[]) as h (hash)
     on conflict do nothing returning encode(row_hash, 'hex') as hash`,
    [what, hashes],
  );
  const isFresh = new Set(fresh.map(({ hash }) => hash));
  return rows.filter((_, at) => isFresh.has(hashes[at] ?? ''));
}
