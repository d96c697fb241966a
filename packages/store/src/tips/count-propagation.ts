import {
  type Epoch,
  type EpochPropagation,
  type PoolPropagation,
  PROPAGATION_HISTOGRAM,
  poolId,
} from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { epochReportsDropped } from '../errors.ts';

/**
 * Counts an epoch's delays by the rule of `PoolPropagation`. PostgreSQL does: mainnet has tens of millions, it spills what
 * does not fit into its memory, and what comes back is one row a pool and side. Everything is of one view of the truth.
 * @throws POOLTOOL_EPOCH_REPORTS_DROPPED (reject) when there is nothing left to count it from
 */
export async function countPropagation(db: Pool, epoch: Epoch): Promise<EpochPropagation> {
  return inTransaction(
    db,
    async (tx) => {
      const dropped = await tx.query(`select from propagation_epoch where epoch = $1 and reports_dropped`, [epoch]);
      if (dropped.rows.length > 0) {
        throw epochReportsDropped({ message: `the tip reports of epoch ${epoch} are dropped; its histograms stand` });
      }
      const blocks = await tx.query<{ blocks: number; reported: number }>(
        `select count(*)::int as blocks, (count(*) filter (where exists (
           select from reported_block r where r.hash = b.hash and r.slot = b.slot)))::int as reported
         from (${POOL_BLOCKS}) b`,
        [epoch],
      );
      // With less, most of the time goes into files: a mainnet epoch has ten million groups.
      await tx.query(`set local work_mem = '128MB'`);
      const { fromMs, toMs, bins } = PROPAGATION_HISTOGRAM;
      const pools = await tx.query<Row>(COUNT, [epoch, fromMs, toMs, bins]);
      return {
        epoch,
        blocks: blocks.rows[0]?.blocks ?? 0,
        reportedBlocks: blocks.rows[0]?.reported ?? 0,
        pools: pools.rows.map(poolPropagationOf),
      };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

/** Blocks are found by their slots: by epoch there is no index. */
const POOL_BLOCKS = `
  select b.hash, b.slot, b.pool_id from epoch_chain c
  join block b on b.slot between c.first_slot and c.last_slot and b.pool_id is not null
  where c.epoch = $1`;

/**
 * `heard`: one row for each block and pool that reported it; a delay that is null is an outlier. A report counts if it
 * names the block's true slot, whatever else it says: its delay was measured from there. All three groupings come of one
 * reading. By single milliseconds, so that the median is exact. Pools and sides go by numbers on the way: to group and sort
 * by bytes and texts takes several times as long.
 */
const COUNT = `
  with pools as materialized (
    select pool_id, (row_number() over (order by pool_id))::int as no
    from (select pool_id from reporter union select pool_id from (${POOL_BLOCKS}) made) each_once
  ), named as materialized (
    select reporter_id, no from reporter join pools using (pool_id)
  ), heard as (
    select maker.no as producer, told.no as receiver,
      case when told.delay between $2::int and $3::int then told.delay end as delay
    from (${POOL_BLOCKS}) b
    join pools maker using (pool_id)
    cross join lateral (
      select distinct on (n.no) n.no, x.delay
      from reported_block r
      cross join lateral unnest(r.reporters, r.delays, r.received) as x (reporter_id, delay, received)
      join named n using (reporter_id)
      where r.hash = b.hash and r.slot = b.slot and x.delay is not null
      order by n.no, x.received, x.delay) told
    where told.no <> maker.no
  ), counted as materialized (
    select producer, receiver, delay, count(*) as times, count(delay) as within,
      grouping(producer, receiver, delay) as grouped
    from heard group by grouping sets ((producer, delay), (receiver, delay), (producer, receiver))
  ), delays as (
    -- 2: producers, 4: receivers
    select grouped as side, case grouped when 2 then producer else receiver end as no, delay, times
    from counted where grouped in (2, 4)
  ), running as (
    select side, no, delay, times,
      sum(times) filter (where delay is not null) over (partition by side, no order by delay nulls last) as up_to,
      sum(times) filter (where delay is not null) over (partition by side, no) as total
    from delays
  ), summed as (
    select side, no, coalesce(sum(times) filter (where delay is not null), 0)::int as datapoints,
      coalesce(sum(times) filter (where delay is null), 0)::int as outliers,
      coalesce(sum(delay * times), 0)::bigint as sum_ms,
      min(delay) filter (where 2 * up_to >= total) as median_ms
    from running group by side, no
  ), binned as (
    select side, no, array_agg(bin order by bin) as bins, array_agg(times order by bin) as counts
    from (
      select side, no, least(width_bucket(delay, $2::int, $3::int, $4::int), $4::int) - 1 as bin,
        sum(times)::int as times
      from delays where delay is not null group by 1, 2, 3) each_bin
    group by side, no
  ), met as (
    select 2 as side, producer as no, count(*)::int as others from counted
    where grouped = 1 and within > 0 group by producer
    union all
    select 4, receiver, count(*)::int from counted where grouped = 1 and within > 0 group by receiver
  )
  select case side when 2 then 'producer' else 'receiver' end as side, encode(pool_id, 'hex') as pool, datapoints, outliers, sum_ms, median_ms, coalesce(others, 0) as others,
    coalesce(bins, '{}') as bins, coalesce(counts, '{}') as counts
  from summed join pools using (no) left join binned using (side, no) left join met using (side, no)
  order by summed.side, pool_id`;

interface Row {
  readonly side: PoolPropagation['side'];
  readonly pool: string;
  readonly datapoints: number;
  readonly outliers: number;
  readonly sum_ms: bigint;
  readonly median_ms: number | null;
  readonly others: number;
  /** those that hold anything, ascending, and how much */
  readonly bins: readonly number[];
  readonly counts: readonly number[];
}

const poolPropagationOf = (row: Row): PoolPropagation => {
  const filled = new Map(row.bins.map((bin, index) => [bin, row.counts[index] ?? 0]));
  return {
    pool: poolId(row.pool),
    side: row.side,
    counts: Array.from({ length: PROPAGATION_HISTOGRAM.bins }, (_, bin) => filled.get(bin) ?? 0),
    datapoints: row.datapoints,
    outliers: row.outliers,
    sumMs: row.sum_ms,
    medianMs: row.median_ms,
    uniquePools: row.others,
  };
};
