import type { Transaction } from '@pooltool/shared-utils/pg';
import { archiveShardWrong, epochNotArchived } from '../errors.ts';
import { type ArchiveSpan, readSpan, recordSpan } from './archive-shards.ts';
import { holdEpochRows } from './archived-epochs.ts';

/**
 * Records a copy of archived epochs in the order of keys, while all of them lie in the archive as they did when it was
 * made. One that was restored meanwhile may come back with other rows, and histories are read from copies first.
 * @throws POOLTOOL_EPOCH_NOT_ARCHIVED (reject), POOLTOOL_ARCHIVE_SHARD_WRONG (retry)
 */
export async function recordCopy(
  tx: Transaction,
  { copy, singles }: { readonly copy: ArchiveSpan; readonly singles: readonly ArchiveSpan[] },
): Promise<void> {
  for (const { firstEpoch } of singles) await holdEpochRows(tx, firstEpoch);
  for (const single of singles) await demandSameSpan(tx, single);
  await recordSpan(tx, copy);
}

/** @throws POOLTOOL_EPOCH_NOT_ARCHIVED (reject), POOLTOOL_ARCHIVE_SHARD_WRONG (retry) when a span is not recorded as it was read */
export async function demandSameSpan(tx: Transaction, { shards, ...of }: ArchiveSpan): Promise<void> {
  const recorded = await readSpan(tx, of);
  if (recorded === null) throw epochNotArchived({ message: `the rows of epoch ${of.firstEpoch} are in PostgreSQL` });
  const keys = new Set(recorded.shards.map(({ key }) => key));
  if (keys.size === shards.length && shards.every(({ key }) => keys.has(key))) return;
  throw archiveShardWrong({ message: `the archive of epoch ${of.firstEpoch} was made anew meanwhile` });
}
