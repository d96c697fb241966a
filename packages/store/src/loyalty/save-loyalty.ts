import { type Epoch, movesShownIn } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { replacePartition } from '../epoch/replace-partition.ts';
import { loyaltyMarks, poolsOfMoves } from './loyalty-marks.ts';
import { dropOldCounts } from './old-counts.ts';
import { collectOwnerPayouts, memberPayouts, type PaidEpochs } from './payouts.ts';

/** How an active epoch is counted: from what, and which payouts are added. */
export interface LoyaltyPlan extends PaidEpochs {
  readonly activeEpoch: Epoch;
  /** the epoch whose counts are carried on; null: counting begins here */
  readonly carriedFrom: Epoch | null;
  /** the snapshot before is that of `carriedFrom`, so who moved is known */
  readonly countsMoves: boolean;
}

export interface LoyaltySaved {
  readonly delegators: number;
  /** null when nobody can tell */
  readonly moves: number | null;
}

/** What no epoch has: nothing is carried on from it. */
const NO_EPOCH = -1;

/**
 * Counts an epoch from the one it carries on, in a handful of statements over whole snapshots; replaces what an earlier
 * run counted. Rows of `loyalty` and `loyalty_left` of other epochs are only read, so that doing it twice is doing it once.
 */
export async function saveLoyalty(tx: Transaction, plan: LoyaltyPlan): Promise<LoyaltySaved> {
  const { activeEpoch } = plan;
  // Where an index is not there to read in order, a million are sorted in memory.
  await tx.query(`set local work_mem = '128MB'`);
  await collectOwnerPayouts(tx, plan);
  await collectChanges(tx, plan);
  const before = await poolsOfMoves(tx, { from: activeEpoch, to: activeEpoch });
  const delegators = await countPresent(tx, plan);
  await countLeft(tx, plan);
  const moves = await saveMoves(tx, plan);
  // Thousands of rows came at once: without statistics a question about a few delegators reads all of them.
  await tx.query('analyze loyalty_left, stake_move');
  await saveHead(tx, plan, { delegators, moves });
  await markDocuments(tx, await loyaltyMarks(tx, { newest: activeEpoch, before, shown: movesShownIn(activeEpoch) }));
  await dropOldCounts(tx, activeEpoch);
  return { delegators, moves };
}

/**
 * Both sides of a join are read in the order of their index, which is that of the rows: PostgreSQL would rather sort a
 * million of them, or hash them, on disk when they are too many. Pools are compared apart (`is true` hides that it could be
 * joined by them), because the order does not have them. On mainnet some 4 s of CPU less.
 */
const IN_ORDER = 'order by credential, credential_kind offset 0';

/** Who delegates otherwise than in the counts that are carried on: some hundredths of all. */
async function collectChanges(tx: Transaction, { activeEpoch, carriedFrom }: LoyaltyPlan): Promise<void> {
  await tx.query(
    `create temp table loyalty_change (
       credential_kind smallint, credential bytea, from_pool bytea, to_pool bytea, stake bigint,
       epochs integer, staked numeric, rewards bigint, recent integer) on commit drop`,
  );
  if (carriedFrom === null) return;
  await tx.query(
    `insert into loyalty_change
     select coalesce(s.credential_kind, c.credential_kind), coalesce(s.credential, c.credential), c.pool_id, s.pool_id,
       greatest(s.stake, c.stake), c.epochs, c.staked, c.rewards, c.recent
     from (select * from loyalty where active_epoch = $1 ${IN_ORDER}) c
     full join (select * from stake_snapshot where active_epoch = $2 ${IN_ORDER}) s
       on s.credential = c.credential and s.credential_kind = c.credential_kind
     where c.pool_id is distinct from s.pool_id`,
    [carriedFrom, activeEpoch],
  );
  await tx.query('analyze loyalty_change');
}

/**
 * Every delegator of the snapshot, with what it did before with this very pool: counted in the epoch carried on, or, when
 * it comes back to the pool, when it left it.
 */
async function countPresent(tx: Transaction, plan: LoyaltyPlan): Promise<number> {
  const { activeEpoch, carriedFrom } = plan;
  let delegators = 0;
  await replacePartition(tx, {
    parent: 'loyalty',
    column: 'active_epoch',
    value: activeEpoch,
    indexes: ['credential, credential_kind'],
    fill: async (table) => {
      const { rowCount } = await tx.query(
        `insert into ${table} (
           active_epoch, credential_kind, credential, pool_id, stake, epochs, staked, rewards, recent)
         select s.active_epoch, s.credential_kind, s.credential, s.pool_id, s.stake,
           coalesce(c.epochs, l.epochs, 0) + 1,
           coalesce(c.staked, l.staked, 0) + s.stake,
           coalesce(c.rewards, l.rewards, 0) + coalesce(p.amount, 0) + coalesce(o.amount, 0),
           (coalesce(c.recent << ${shift('c.active_epoch')}, l.recent << ${shift('l.last_epoch')}, 0) & 1023) | 1
         from (select * from stake_snapshot where active_epoch = $1 ${IN_ORDER}) s
         left join (select * from loyalty where active_epoch = $2 ${IN_ORDER}) c
           on c.credential = s.credential and c.credential_kind = s.credential_kind and (c.pool_id = s.pool_id) is true
         left join lateral (
           select * from loyalty_left l
           where c.pool_id is null and l.credential = s.credential and l.credential_kind = s.credential_kind
             and l.pool_id = s.pool_id and l.since < $1
           order by l.since desc limit 1) l on true
         left join ${memberPayouts(plan)} p
           on p.credential = s.credential and p.credential_kind = s.credential_kind and (p.pool_id = s.pool_id) is true
         left join loyalty_owner_payout o on o.credential = s.credential and o.credential_kind = s.credential_kind
           and o.pool_id = s.pool_id`,
        [activeEpoch, carriedFrom ?? NO_EPOCH],
      );
      delegators = rowCount ?? 0;
    },
  });
  return delegators;
}

/** Ten epochs are remembered, and a shift by 32 would be one by 0. */
const shift = (last: string): string => `least($1 - ${last}, 10)`;

/** Pools that were left now, and those left before that paid only now. */
async function countLeft(tx: Transaction, plan: LoyaltyPlan): Promise<void> {
  const { activeEpoch, carriedFrom, rewardsAfter } = plan;
  await tx.query(`delete from loyalty_left where since = $1`, [activeEpoch]);
  if (carriedFrom === null) return;
  await tx.query(
    `insert into loyalty_left (
       since, credential_kind, credential, pool_id, last_epoch, epochs, staked, rewards, recent)
     select $1, c.credential_kind, c.credential, c.from_pool, $2, c.epochs, c.staked,
       c.rewards + coalesce(p.amount, 0) + coalesce(o.amount, 0), c.recent
     from loyalty_change c
     left join ${memberPayouts(plan)} p on p.credential = c.credential and p.credential_kind = c.credential_kind
       and p.pool_id = c.from_pool
     left join loyalty_owner_payout o on o.credential = c.credential and o.credential_kind = c.credential_kind
       and o.pool_id = c.from_pool
     where c.from_pool is not null`,
    [activeEpoch, carriedFrom],
  );
  // Who was paid for an epoch left after it, so only what was left since then is looked at.
  await tx.query(
    `insert into loyalty_left (
       since, credential_kind, credential, pool_id, last_epoch, epochs, staked, rewards, recent)
     select $1, l.credential_kind, l.credential, l.pool_id, l.last_epoch, l.epochs, l.staked,
       l.rewards + coalesce(p.amount, 0) + coalesce(o.amount, 0), l.recent
     from (
       select distinct on (credential, credential_kind, pool_id) * from loyalty_left
       where since > $2 and since <= $1 order by credential, credential_kind, pool_id, since desc) l
     left join ${memberPayouts(plan)} p using (credential_kind, credential, pool_id)
     left join loyalty_owner_payout o using (credential_kind, credential, pool_id)
     where l.since < $1 and (p.amount is not null or o.amount is not null) and not exists (
       select from loyalty n
       where n.active_epoch = $1 and n.credential = l.credential and n.credential_kind = l.credential_kind
         and n.pool_id = l.pool_id)`,
    [activeEpoch, rewardsAfter],
  );
}

async function saveMoves(tx: Transaction, { activeEpoch, countsMoves }: LoyaltyPlan): Promise<number | null> {
  await tx.query(`delete from stake_move where active_epoch = $1`, [activeEpoch]);
  if (!countsMoves) return null;
  const { rowCount } = await tx.query(
    `insert into stake_move (active_epoch, credential_kind, credential, from_pool, to_pool, stake)
     select $1, credential_kind, credential, from_pool, to_pool, stake from loyalty_change`,
    [activeEpoch],
  );
  return rowCount ?? 0;
}

async function saveHead(tx: Transaction, plan: LoyaltyPlan, { delegators, moves }: LoyaltySaved): Promise<void> {
  await tx.query(`delete from loyalty_epoch where active_epoch = $1`, [plan.activeEpoch]);
  await tx.query(
    `insert into loyalty_epoch (active_epoch, carried_from, rewards_through, delegators, moves)
     values ($1, $2, $3, $4, $5)`,
    [plan.activeEpoch, plan.carriedFrom, plan.rewardsThrough, delegators, moves],
  );
}
