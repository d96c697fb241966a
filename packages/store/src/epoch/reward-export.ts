import { type Epoch, markOf, poolId } from '@pooltool/domain';
import { copyOut, type Queryable, type Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { type LeaderShare, leaderShares, poolEpochText } from '../documents/read-stake-histories.ts';
import type { EpochTables } from './epoch-snapshot.ts';

/**
 * Hands everybody who delegated in an epoch to `take`, as CSV in the order of their hashes: hash, tag of the credential's
 * kind, pool delegated to, stake, Σ member rewards, Σ leader rewards; lovelace. What went elsewhere than to the account is
 * left out. Who is paid without having delegated: `earnersWithoutStake`.
 */
export async function copyEarners(
  tx: Transaction,
  { stakeSnapshot, accountReward }: EpochTables,
  take: (chunk: Buffer) => Promise<unknown>,
): Promise<void> {
  // Both are read in the order of their index, which is nearly that of the rows: sorting a million lines costs twice as much,
  // and their room on disk. Who earned as a member is in the snapshot, once.
  await copyOut(
    tx,
    `with leader as materialized (${leaders(accountReward)})
     select encode(s.credential, 'hex'), s.credential_kind, encode(s.pool_id, 'hex'), s.stake, coalesce(m.amount, 0),
       coalesce(l.amount, 0)
     from (select * from ${stakeSnapshot} order by credential, credential_kind offset 0) s
     left join (
       select * from ${accountReward} where destination in (0, 1) and kind = 1
       order by credential, credential_kind offset 0) m
       on m.credential = s.credential and m.credential_kind = s.credential_kind
     left join leader l on l.credential = s.credential and l.credential_kind = s.credential_kind
     order by s.credential, s.credential_kind`,
    take,
  );
}

/** Of each account what it was paid as the reward account of pools. */
const leaders = (accountReward: string): string => `
  select credential, credential_kind, sum(amount) as amount from ${accountReward}
  where destination in (0, 1) and kind = 0 group by credential, credential_kind`;

/** Lines as `copyEarners` hands them out, in their order, of those who did not delegate: some pools' reward accounts. */
export async function earnersWithoutStake(
  db: Queryable,
  { stakeSnapshot, accountReward }: EpochTables,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ line: string }>(
    `with leader as materialized (${leaders(accountReward)})
     select encode(credential, 'hex') || ',' || credential_kind || ',,0,0,' || amount as line
     from leader l
     where not exists (
       select from ${stakeSnapshot} s where s.credential = l.credential and s.credential_kind = l.credential_kind)
     order by credential, credential_kind`,
  );
  return rows.map(({ line }) => line);
}

/** Of every pool whose leader earned something in an epoch: how that reward is made up, and whose account it reaches. */
export async function epochLeaderShares(
  db: Queryable,
  earned: Epoch,
  tables: EpochTables,
): Promise<readonly EarnedLeaderShare[]> {
  const { rows } = await db.query<{ pool: string; account: string; tag: number }>(
    `select encode(r.pool_id, 'hex') as pool, encode(p.reward_credential, 'hex') as account, p.reward_kind as tag
     from pool_reward r join pool_snapshot p on p.pool_id = r.pool_id and p.active_epoch = r.earned_epoch
     where r.earned_epoch = $1 and r.leader_reward > 0 order by r.pool_id`,
    [earned],
  );
  const shares = await leaderShares(
    db,
    rows.map(({ pool }) => ({ pool: poolId(pool), epoch: earned })),
    tables,
  );
  return rows.flatMap(({ pool, account, tag }) => {
    const share = shares.get(poolEpochText({ pool: poolId(pool), epoch: earned }));
    return share === undefined ? [] : [{ ...share, account: { hash: account, tag } }];
  });
}

export interface EarnedLeaderShare extends LeaderShare {
  /** the pool's reward account: hex, and the tag of its kind */
  readonly account: { readonly hash: string; readonly tag: number };
}

/** Files that lie where everybody may fetch them. */
export interface RewardExport {
  readonly earned: Epoch;
  readonly status: 'forecast' | 'final';
  readonly rows: number;
  readonly csv: ExportedFile;
  readonly parquet: ExportedFile;
}

export interface ExportedFile {
  readonly key: string;
  /** hex */
  readonly sha256: string;
}

/** Records an export, from which the markers that promise it to clients are drawn. */
export async function saveRewardExport(
  tx: Transaction,
  { earned, status, rows, csv, parquet }: RewardExport,
): Promise<void> {
  await tx.query(
    `insert into reward_export (earned_epoch, status, rows, csv_key, csv_sha256, parquet_key, parquet_sha256)
     values ($1, $2, $3, $4, decode($5, 'hex'), $6, decode($7, 'hex'))
     on conflict (earned_epoch) do update set status = excluded.status, rows = excluded.rows, csv_key = excluded.csv_key,
       csv_sha256 = excluded.csv_sha256, parquet_key = excluded.parquet_key, parquet_sha256 = excluded.parquet_sha256,
       exported_at = now()`,
    [earned, status, rows, csv.key, csv.sha256, parquet.key, parquet.sha256],
  );
  await markDocuments(tx, [markOf.syncStatus()]);
}
