import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** The earned epochs above the one, up to the other; none when they are equal. */
export interface PaidEpochs {
  readonly rewardsAfter: number;
  readonly rewardsThrough: number;
}

/**
 * What owners' stake earned with each pool in the epochs that became spendable, into the temporary table
 * `loyalty_owner_payout`: of what the leader reward leaves after the operator's fee, the share that `ownerShares` gives it
 * by the owners' stakes (rewards.md 1.6).
 */
export async function collectOwnerPayouts(
  tx: Transaction,
  { rewardsAfter, rewardsThrough }: PaidEpochs,
): Promise<void> {
  await tx.query(
    `create temp table loyalty_owner_payout (
       credential_kind smallint, credential bytea, pool_id bytea, amount bigint) on commit drop`,
  );
  if (rewardsThrough <= rewardsAfter) return;
  await tx.query(
    `insert into loyalty_owner_payout
     with leader as (
       select r.earned_epoch, r.pool_id, greatest(sum(a.amount) - r.operator_fee, 0) as owners_part
       from pool_reward r
       join account_reward a on a.earned_epoch = r.earned_epoch and a.pool_id = r.pool_id
         and a.kind = 0 and a.destination = 1
       where r.earned_epoch > $1 and r.earned_epoch <= $2 and a.earned_epoch > $1 and a.earned_epoch <= $2
       group by r.earned_epoch, r.pool_id, r.operator_fee
     ), owner as (
       select s.active_epoch, s.pool_id, s.credential, s.stake,
         sum(s.stake) over (partition by s.active_epoch, s.pool_id order by s.credential) as up_to,
         sum(s.stake) over (partition by s.active_epoch, s.pool_id) as total
       from pool_snapshot p
       cross join lateral (select distinct unnest(p.owners) as credential) o
       join stake_snapshot s on s.active_epoch = p.active_epoch and s.credential = o.credential
         and s.credential_kind = 0 and s.pool_id = p.pool_id
       where p.active_epoch > $1 and p.active_epoch <= $2 and s.active_epoch > $1 and s.active_epoch <= $2
     )
     select 0, o.credential, o.pool_id,
       sum(div(l.owners_part * o.up_to, o.total) - div(l.owners_part * (o.up_to - o.stake), o.total))
     from leader l
     join owner o on o.pool_id = l.pool_id and o.active_epoch = l.earned_epoch
     where o.total > 0
     group by o.credential, o.pool_id`,
    [rewardsAfter, rewardsThrough],
  );
  await tx.query('analyze loyalty_owner_payout');
}

/**
 * The member rewards of these epochs, Σ of each delegator with each pool, as rows for a FROM. Of a single epoch, which is
 * nearly always the case, they are read where they are, in the order of the index that the snapshot has as well: a copy of
 * a million would cost more than all that is done with it.
 */
export function memberPayouts({ rewardsAfter, rewardsThrough }: PaidEpochs): string {
  const earned = `from account_reward
    where earned_epoch > ${Number(rewardsAfter)} and earned_epoch <= ${Number(rewardsThrough)}
      and kind = 1 and destination = 1`;
  return rewardsThrough - rewardsAfter > 1
    ? `(select credential_kind, credential, pool_id, sum(amount)::bigint as amount ${earned} group by 1, 2, 3)`
    : `(select credential_kind, credential, pool_id, amount ${earned} order by credential, credential_kind offset 0)`;
}

/** An earned epoch whose payouts are said to be others than are here. */
export interface PayoutsMissing {
  readonly earned: number;
  readonly said: number;
  readonly here: number;
}

/** Of the paid epochs those whose rows are not here any more: counting without them would lose them for ever. */
export async function payoutsMissing(
  db: Queryable,
  { rewardsAfter, rewardsThrough }: PaidEpochs,
): Promise<PayoutsMissing[]> {
  const { rows } = await db.query<PayoutsMissing>(
    `select e.earned_epoch as earned, e.rewards as said, coalesce(a.here, 0) as here
     from reward_epoch e
     left join (
       select earned_epoch, count(*)::int as here from account_reward
       where earned_epoch > $1 and earned_epoch <= $2 group by earned_epoch) a using (earned_epoch)
     where e.earned_epoch > $1 and e.earned_epoch <= $2 and e.status = 'final' and e.rewards <> coalesce(a.here, 0)
     order by 1`,
    [rewardsAfter, rewardsThrough],
  );
  return rows;
}
