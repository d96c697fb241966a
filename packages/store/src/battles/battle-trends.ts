import { type Epoch, epoch, type Height, markOf } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markAtCommit } from '../documents/marks.ts';
import { COUNTED, COUNTS } from './counted-battles.ts';
import type { BattleCounts } from './recent-battles.ts';
import { keepSettledHeight } from './settled-height.ts';

/** Battles of one epoch, beside how its blocks were. */
export interface BattleTrend extends BattleCounts {
  readonly epoch: Epoch;
  /** the median of its blocks' median delays in ms; null: nobody reported them */
  readonly delayMs: number | null;
  /** of our chain */
  readonly blocks: number;
  readonly transactions: number;
  /** bytes of all blocks, headers too */
  readonly size: number;
}

export const SHOWN_EPOCHS = 10;

/**
 * Heights after which the epoch in progress is counted again: an hour of mainnet. Every website that is open reads the
 * trends again when they change (clients.md 1.6, `trendingbattles`).
 */
const COUNTED_EVERY = 180;

/**
 * Counts what is settled of the last ten epochs, as far as it was not counted: one that is over and settled is never
 * counted again, unless somebody forgets it. @returns the epochs that were counted
 */
export async function refreshTrends(tx: Transaction): Promise<Epoch[]> {
  // A roll backward at the same time would forget what is not written yet.
  await keepSettledHeight(tx);
  const { rows } = await tx.query<{ epoch: number }>({
    name: 'refresh-battle-trends',
    text: REFRESH,
    values: [SHOWN_EPOCHS, COUNTED_EVERY],
  });
  if (rows.length > 0) markAtCommit(tx, [markOf.battleStatistics(), markOf.ecosystem('battles')]);
  return rows.map((row) => epoch(row.epoch));
}

const REFRESH = `
  with newest as (
    select max(epoch) as epoch from epoch_chain
  ), due as (
    select e.epoch, e.last_height - e.blocks + 1 as first_height, least(e.last_height, s.height) as settled_to,
      e.blocks, e.transactions, e.size
    from settled_height s cross join newest join epoch_chain e on e.epoch > newest.epoch - $1
    left join battle_trend had on had.epoch = e.epoch
    where e.blocks > 0 and s.height > e.last_height - e.blocks and (had.epoch is null
      or case when e.epoch < newest.epoch and s.height >= e.last_height then had.settled_to < e.last_height
         else had.settled_to + $2 <= s.height end)
  )
  insert into battle_trend (epoch, settled_to, battles, forks, slot_battles, height_battles, delay_ms, blocks, transactions, size)
  select due.epoch, due.settled_to, c.battles, c.forks, c."slotBattles", c."heightBattles", d.delay_ms, due.blocks,
    due.transactions, due.size
  from due
  cross join lateral (
    select ${COUNTS('j')} from judged_height j
    where j.epoch = due.epoch and j.classification is not null and j.settled and ${COUNTED('j')}) c
  cross join lateral (
    select round(percentile_cont(0.5) within group (order by b.median_ms))::int as delay_ms
    from judged_block b where b.height between due.first_height and due.settled_to and b.chained) d
  on conflict (epoch) do update set (settled_to, battles, forks, slot_battles, height_battles, delay_ms, blocks, transactions, size)
    = row (excluded.settled_to, excluded.battles, excluded.forks, excluded.slot_battles, excluded.height_battles,
      excluded.delay_ms, excluded.blocks, excluded.transactions, excluded.size)
  returning epoch`;

/** What they were counted from is not so any more: they are counted anew. */
export async function forgetTrends(tx: Transaction, epochs: readonly Epoch[]): Promise<void> {
  if (epochs.length > 0) await tx.query(`delete from battle_trend where epoch = any($1::int[])`, [epochs]);
}

/** The same for whatever was counted with a height above this one. */
export async function forgetTrendsAbove(tx: Transaction, height: Height | -1): Promise<void> {
  await tx.query(`delete from battle_trend where settled_to > $1`, [height]);
}

/** The last ten epochs that were counted, oldest first. */
export async function readTrends(db: Queryable): Promise<BattleTrend[]> {
  const { rows } = await db.query<Row>({
    name: 'read-battle-trends',
    text: `
      select epoch, battles, forks, slot_battles as "slotBattles", height_battles as "heightBattles", delay_ms as "delayMs",
        blocks, transactions, size
      from battle_trend order by epoch desc limit $1`,
    values: [SHOWN_EPOCHS],
  });
  return rows.reverse().map((row) => ({
    ...row,
    epoch: epoch(row.epoch),
    transactions: Number(row.transactions),
    size: Number(row.size),
  }));
}

interface Row extends BattleCounts {
  readonly epoch: number;
  readonly delayMs: number | null;
  readonly blocks: number;
  readonly transactions: bigint;
  readonly size: bigint;
}
