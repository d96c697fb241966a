import { type Epoch, markOf } from '@pooltool/domain';
import {
  HIGHEST_ROS,
  HISTOGRAM_SUBJECTS,
  type HistogramBucket,
  type HistogramSubject,
  ROS_HISTOGRAM,
  type RosHistograms,
} from '@pooltool/domain/rewards';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { demandNotArchived } from '../archive/archived-epochs.ts';
import { markDocuments } from '../documents/marks.ts';

/**
 * Counts the returns of an earned epoch's pools and accounts (original.md 3.2, 3.3); PostgreSQL does, because a mainnet
 * epoch has 1.3 million accounts. Null when its rewards are not paid, or its accounts are not in the database.
 * @throws POOLTOOL_EPOCH_ARCHIVED (reject)
 */
export async function countReturns(
  db: Queryable,
  { earned, epochsPerYear }: { readonly earned: Epoch; readonly epochsPerYear: number },
): Promise<RosHistograms | null> {
  await demandNotArchived(db, earned);
  if (!(await isThere(db, earned))) return null;
  const given = [earned, epochsPerYear, highestRate(epochsPerYear)];
  const pools = await db.query<HistogramBucket>(
    counted(
      `select delegators_reward as reward, stake from pool_reward where earned_epoch = $1 and delegators_reward > 0`,
    ),
    given,
  );
  const accounts = await db.query<HistogramBucket>(counted(ACCOUNTS), given);
  return { pools: pools.rows, accounts: accounts.rows };
}

async function isThere(db: Queryable, earned: Epoch): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>(
    `select (s.delegators = 0 or exists (select from stake_snapshot where active_epoch = $1))
       and (r.rewards = 0 or exists (select from account_reward where earned_epoch = $1)) as there
     from reward_epoch r join snapshot_epoch s on s.active_epoch = r.earned_epoch
     where r.earned_epoch = $1 and r.status = 'final'`,
    [earned],
  );
  return rows[0]?.there === true;
}

/** Of an epoch: where the year's return reaches the highest that is shown. */
const highestRate = (epochsPerYear: number): number => (1 + HIGHEST_ROS) ** (1 / epochsPerYear) - 1;

/** `earnings`: rows of a reward and the stake that earned it. $2: epochs in a year, $3: the highest rate. */
const counted = (earnings: string): string => `
  select width_bucket(percent, ${ROS_HISTOGRAM.fromPercent}, ${ROS_HISTOGRAM.toPercent}, ${ROS_HISTOGRAM.buckets}) as bucket,
    min(percent) as lowest, max(percent) as highest, count(*)::int as frequency
  from (
    select 100 * (power(1 + least(reward::float8 / stake, $3::float8), $2::float8) - 1) as percent
    from (${earnings}) as earned where stake > 0) as returns
  group by bucket order by bucket`;

/**
 * What every account with stake earned: as a member, or as an owner whose share of the leader reward is paid to the pool's
 * reward account. That account stands in the rows as well, unless its record has two details or more: then it is paid for
 * others' stake too, and what it got says nothing of its own. Details are those of `stake_hist`: one for its own pool if it
 * earned there; for each pool that it is the reward account of, one of its own and one for each other owner.
 * Owners' shares are floors of running sums there and here, so that they add up to what was paid.
 *
 * `offset 0` keeps PostgreSQL from looking every account's reward up in the index, a million times: it thinks that cheaper
 * than it is. A share as bigint spares each account arithmetic in decimals. Together 2.8 s of CPU instead of 6.5 on mainnet.
 */
const ACCOUNTS = `
  with owner as materialized (
    select s.pool_id, s.credential, s.stake,
      sum(s.stake) over (partition by s.pool_id order by s.credential) as staked,
      sum(s.stake) over (partition by s.pool_id) as total
    from pool_snapshot p
    cross join lateral (select distinct unnest(p.owners) as credential) named
    join stake_snapshot s on s.active_epoch = $1 and s.credential = named.credential and s.credential_kind = 0
      and s.pool_id = p.pool_id
    where p.active_epoch = $1
  ), leader as materialized (
    select r.credential_kind, r.credential, r.pool_id, greatest(r.amount - p.operator_fee, 0) as for_owners
    from account_reward r
    join pool_reward p on p.earned_epoch = $1 and p.pool_id = r.pool_id
    where r.earned_epoch = $1 and r.kind = 0 and r.destination = 1
  ), share as materialized (
    select o.pool_id, o.credential,
      (div(l.for_owners * o.staked, o.total) - div(l.for_owners * (o.staked - o.stake), o.total))::bigint as reward
    from owner o join leader l using (pool_id) where o.total > 0
  ), led as materialized (
    select l.credential_kind, l.credential, array_agg(distinct l.pool_id) as pools,
      count(distinct l.pool_id) + count(o.credential) as details
    from leader l left join owner o on o.pool_id = l.pool_id and o.credential <> l.credential and o.total > 0
    group by l.credential_kind, l.credential
  )
  select coalesce(m.amount, 0) + coalesce(share.reward, 0) as reward, s.stake
  from stake_snapshot s
  left join (
    select credential, credential_kind, pool_id, amount from account_reward
    where earned_epoch = $1 and kind = 1 and destination = 1 offset 0) m
    on m.credential = s.credential and m.credential_kind = s.credential_kind
  left join share on s.credential_kind = 0 and share.credential = s.credential and share.pool_id = s.pool_id
  left join led on led.credential = s.credential and led.credential_kind = s.credential_kind
  where s.active_epoch = $1 and s.stake > 0
    and coalesce(led.details, 0) + case when m.amount is null or m.pool_id = any(led.pools) then 0 else 1 end < 2`;

/** Writes both histograms of an earned epoch, replacing what was there. */
export async function saveRosHistograms(
  tx: Transaction,
  { earned, histograms }: { readonly earned: Epoch; readonly histograms: RosHistograms },
): Promise<void> {
  await tx.query(`delete from ros_histogram_epoch where earned_epoch = $1`, [earned]);
  await tx.query(`insert into ros_histogram_epoch values ($1)`, [earned]);
  for (const subject of HISTOGRAM_SUBJECTS) await saveBuckets(tx, { earned, subject, buckets: histograms[subject] });
  await markDocuments(tx, [...HISTOGRAM_SUBJECTS.map(markOf.rosHistogram), markOf.syncStatus()]);
}

async function saveBuckets(
  tx: Transaction,
  {
    earned,
    subject,
    buckets,
  }: { readonly earned: Epoch; readonly subject: HistogramSubject; readonly buckets: readonly HistogramBucket[] },
): Promise<void> {
  await tx.query(
    `insert into ros_histogram (earned_epoch, subject, bucket, lowest, highest, frequency)
     select $1, $2, * from unnest($3::smallint[], $4::float8[], $5::float8[], $6::int[])`,
    [
      earned,
      subject,
      buckets.map(({ bucket }) => bucket),
      buckets.map(({ lowest }) => lowest),
      buckets.map(({ highest }) => highest),
      buckets.map(({ frequency }) => frequency),
    ],
  );
}
