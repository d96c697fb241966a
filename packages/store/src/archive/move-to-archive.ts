import type { Epoch } from '@pooltool/domain';
import { quoteIdentifier, type Transaction } from '@pooltool/shared-utils/pg';
import { archiveRowsMoved } from '../errors.ts';
import { type ArchiveShard, recordSpan } from './archive-shards.ts';
import { holdUnarchived } from './archived-epochs.ts';
import { countEpochRows } from './count-epoch-rows.ts';

/** As in replacePartition: behind a reader that stays, give up before others have queued up for long. */
const LONGEST_WAIT_MS = 2_000;

/**
 * Takes an epoch's rows out of PostgreSQL and records where they lie instead: readers see them here or there, never
 * neither. To be called only after every shard was read back.
 * @throws POOLTOOL_EPOCH_ARCHIVED, POOLTOOL_ARCHIVE_ROWS_MOVED (reject), POOLTOOL_DATABASE_CONFLICT (retry)
 */
export async function moveToArchive(
  tx: Transaction,
  { epoch, shards, lovelace }: { epoch: Epoch; shards: readonly ArchiveShard[]; lovelace: bigint },
): Promise<void> {
  await holdUnarchived(tx, epoch);
  const archived = { rows: BigInt(shards.reduce((sum, { rows }) => sum + rows, 0)), lovelace };
  const here = await countEpochRows(tx, epoch);
  if (here.rows !== archived.rows || here.lovelace !== archived.lovelace) {
    throw archiveRowsMoved({
      message: `epoch ${epoch} has ${here.rows} rows of ${here.lovelace} lovelace, the archive ${archived.rows} of ${archived.lovelace}`,
    });
  }
  await keepLeaderShares(tx, epoch);
  await recordSpan(tx, { firstEpoch: epoch, epochs: 1, shards });
  await tx.query(`set local lock_timeout = ${LONGEST_WAIT_MS}`);
  // In the order in which histories are read, so that no reader and we wait for each other.
  for (const parent of ['stake_snapshot', 'account_reward']) {
    await tx.query(`drop table if exists ${quoteIdentifier(`${parent}_${epoch}`)}`);
  }
  await tx.query('set local lock_timeout to default');
}

async function keepLeaderShares(tx: Transaction, epoch: Epoch): Promise<void> {
  await tx.query(
    `insert into archived_leader_share (epoch, pool_id, leader_paid, owners, stakes)
     select $1, r.pool_id,
       coalesce((
         select sum(a.amount) from account_reward a
         where a.earned_epoch = $1 and a.credential = p.reward_credential and a.credential_kind = p.reward_kind
           and a.pool_id = r.pool_id and a.kind = 0 and a.destination in (0, 1)), 0),
       o.owners, o.stakes
     from pool_reward r
     join pool_snapshot p on p.pool_id = r.pool_id and p.active_epoch = $1
     cross join lateral (
       select coalesce(array_agg(s.credential order by s.credential), '{}') as owners,
         coalesce(array_agg(s.stake order by s.credential), '{}') as stakes
       from stake_snapshot s
       where s.active_epoch = $1 and s.credential = any(p.owners) and s.credential_kind = 0 and s.pool_id = r.pool_id) o
     where r.earned_epoch = $1`,
    [epoch],
  );
}
