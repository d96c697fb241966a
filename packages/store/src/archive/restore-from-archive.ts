import { createHash } from 'node:crypto';
import type { Epoch } from '@pooltool/domain';
import { copyInto, type Transaction } from '@pooltool/shared-utils/pg';
import { replacePartition } from '../epoch/replace-partition.ts';
import { archiveShardWrong } from '../errors.ts';
import type { ArchiveSpan } from './archive-shards.ts';
import { holdEpochRows } from './archived-epochs.ts';
import { copyArchiveRows } from './copy-archive-rows.ts';
import { countEpochRows } from './count-epoch-rows.ts';
import type { RowText } from './parquet-rows.ts';
import { demandSameSpan } from './record-copy.ts';

export interface RowsToRestore {
  readonly epoch: Epoch;
  /** as it was read back; must still be the one that is recorded */
  readonly span: ArchiveSpan;
  /** every row of the epoch, by ARCHIVE_COLUMNS: those of entry `stake`, and the others */
  readonly stakes: () => AsyncIterable<RowText>;
  readonly rewards: () => AsyncIterable<RowText>;
}

/**
 * Puts an archived epoch's rows back into PostgreSQL, and forgets that they were moved: readers see them there or here,
 * never neither nor twice. What was written is hashed once more, so that it is to the byte what was moved. Copies in the
 * order of keys that hold the epoch are forgotten with it; their objects stay, as do its own.
 * @throws POOLTOOL_EPOCH_NOT_ARCHIVED, POOLTOOL_ARCHIVE_SHARD_WRONG, POOLTOOL_DATABASE_CONFLICT (retry)
 */
export async function restoreFromArchive(tx: Transaction, given: RowsToRestore): Promise<void> {
  const { epoch, span, stakes, rewards } = given;
  await holdEpochRows(tx, epoch);
  await demandSameSpan(tx, span);
  await replacePartition(tx, {
    parent: 'stake_snapshot',
    column: 'active_epoch',
    value: epoch,
    indexes: ['credential, credential_kind'],
    fill: async (table) => {
      await copyInto(tx, { table, columns: STAKE_COLUMNS }, mapped(stakes(), stakeValues));
    },
  });
  await replacePartition(tx, {
    parent: 'account_reward',
    column: 'earned_epoch',
    value: epoch,
    indexes: ['credential, credential_kind'],
    fill: async (table) => {
      await copyInto(tx, { table, columns: REWARD_COLUMNS }, mapped(rewards(), rewardValues));
    },
  });
  await demandWhole(tx, span);
  await tx.query(`delete from archived_leader_share where epoch = $1`, [epoch]);
  await tx.query(`delete from archive_span where first_epoch <= $1 and $1 < first_epoch + epochs`, [epoch]);
}

async function demandWhole(tx: Transaction, { firstEpoch: epoch, shards }: ArchiveSpan): Promise<void> {
  const expected = shards.reduce((sum, { rows }) => sum + rows, 0);
  const { rows } = await countEpochRows(tx, epoch);
  if (rows !== BigInt(expected)) {
    throw archiveShardWrong({ message: `${rows} rows of epoch ${epoch} were restored, the archive has ${expected}` });
  }
  for (const { prefix, key, rowsSha256 } of shards) {
    const hash = createHash('sha256');
    await copyArchiveRows(tx, { epoch, prefix }, async (chunk) => hash.update(chunk));
    if (hash.digest('hex') !== rowsSha256) {
      throw archiveShardWrong({ message: `what was restored of ${key} is not what lies there`, details: { key } });
    }
  }
}

const STAKE_COLUMNS = [
  { name: 'active_epoch', type: 'int4' },
  { name: 'credential_kind', type: 'int2' },
  { name: 'credential', type: 'bytea' },
  { name: 'pool_id', type: 'bytea' },
  { name: 'stake', type: 'int8' },
] as const;

const REWARD_COLUMNS = [
  { name: 'earned_epoch', type: 'int4' },
  { name: 'credential_kind', type: 'int2' },
  { name: 'credential', type: 'bytea' },
  { name: 'pool_id', type: 'bytea' },
  { name: 'kind', type: 'int2' },
  { name: 'amount', type: 'int8' },
  { name: 'destination', type: 'int2' },
] as const;

/** Epoch, kind and credential, pool: what both tables begin with. */
const headOf = ([credential = '', kind, epoch, , pool = '']: RowText) => [
  Number(epoch),
  kind === 'key' ? 0 : 1,
  Buffer.from(credential, 'hex'),
  Buffer.from(pool, 'hex'),
];

const stakeValues = (row: RowText): readonly unknown[] => [...headOf(row), BigInt(row[5] ?? '')];

const rewardValues = (row: RowText): readonly unknown[] => [
  ...headOf(row),
  row[3] === 'leader' ? 0 : 1,
  BigInt(row[5] ?? ''),
  DESTINATIONS.indexOf(row[6] ?? ''),
];

/** By the number that PostgreSQL keeps. */
const DESTINATIONS: readonly string[] = ['', 'account', 'treasury', 'reserves'];

async function* mapped(
  rows: AsyncIterable<RowText>,
  valuesOf: (row: RowText) => readonly unknown[],
): AsyncGenerator<readonly unknown[]> {
  for await (const row of rows) yield valuesOf(row);
}
