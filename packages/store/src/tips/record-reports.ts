import { type BlockHash, blockHash, EVIDENCE, type TipReport } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/**
 * Adds any number of fresh reports in one statement. The result is the same in whatever order and however often reports
 * come: of each reporter and claim the report stands that arrived first by our clock (one with a time before one without),
 * and of each claim the strongest evidence. Reports of epochs whose reports were dropped are not kept.
 *
 * @returns the blocks of which anything changed, each once
 */
export async function recordReports(tx: Transaction, reports: readonly TipReport[]): Promise<BlockHash[]> {
  if (reports.length === 0) return [];
  const { rows } = await tx.query<{ hash: string }>({
    name: 'record-reports',
    text: RECORD,
    values: [
      reports.map(({ block }) => block.hash),
      reports.map(({ block }) => block.slot),
      reports.map(({ block }) => block.height),
      reports.map(({ block }) => block.producer),
      reports.map(({ block }) => block.epoch),
      reports.map(({ evidence }) => EVIDENCE.indexOf(evidence)),
      reports.map(({ reporter }) => reporter.pool),
      reports.map(({ reporter }) => reporter.node),
      reports.map(({ delayMs }) => (delayMs === null ? null : wholeInt4(delayMs))),
      reports.map(({ receivedMs }) => wholeInt4(receivedMs)),
    ],
  });
  return [...new Set(rows.map(({ hash }) => blockHash(hash)))];
}

const MOST = 2 ** 31 - 1;

/** A clock that is more than 24 days off tells no more by how much. */
const wholeInt4 = (ms: number): number => Math.max(-MOST, Math.min(MOST, Math.round(ms)));

/**
 * Claims are written in the order of their key, so that two loops at once wait for each other instead of deadlocking; so
 * are new reporters, who are renamed to their own name where another transaction has just made them, because only then
 * their number is returned.
 */
const RECORD = `
  with given as materialized (
    select decode(hash, 'hex') as hash, slot, height, decode(producer, 'hex') as pool_id, epoch, evidence,
      decode(reporter, 'hex') as reporter_pool, node, delay, received
    from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::int[], $6::smallint[], $7::text[], $8::text[],
      $9::int[], $10::int[]) as g (hash, slot, height, producer, epoch, evidence, reporter, node, delay, received)
    where epoch > coalesce((select max(epoch) from propagation_epoch where reports_dropped), -1)
  ), who as (
    select distinct reporter_pool as pool_id, node from given
  ), known as (
    select reporter_id, pool_id, node from who join reporter using (pool_id, node)
  ), made as (
    insert into reporter as had (pool_id, node)
    select pool_id, node from who
    where not exists (select from known where known.pool_id = who.pool_id and known.node = who.node)
    order by pool_id, node
    on conflict (pool_id, node) do update set node = had.node
    returning reporter_id, pool_id, node
  ), named as (
    select * from known union all select * from made
  ), firsts as (
    select distinct on (hash, slot, height, g.pool_id, reporter_id)
      hash, slot, height, g.pool_id, epoch, reporter_id, delay, received,
      max(evidence) over (partition by hash, slot, height, g.pool_id) as evidence
    from given g join named n on n.pool_id = g.reporter_pool and n.node = g.node
    order by hash, slot, height, g.pool_id, reporter_id, delay is null, received, delay
  )
  insert into reported_block as had (hash, slot, height, pool_id, epoch, evidence, reporters, delays, received)
  select hash, slot, height, pool_id, min(epoch), max(evidence), array_agg(reporter_id order by reporter_id),
    array_agg(delay order by reporter_id), array_agg(received order by reporter_id)
  from firsts group by hash, slot, height, pool_id order by hash, slot, height, pool_id
  on conflict (hash, slot, height, pool_id) do update set
    evidence = greatest(had.evidence, excluded.evidence),
    (reporters, delays, received) = (
      select array_agg(reporter order by reporter), array_agg(delay order by reporter),
        array_agg(at order by reporter)
      from (
        select distinct on (reporter) reporter, delay, at
        from (
          select * from unnest(had.reporters, had.delays, had.received)
          union all select * from unnest(excluded.reporters, excluded.delays, excluded.received)
        ) as every (reporter, delay, at)
        order by reporter, delay is null, at, delay) as one)
  where had.evidence < excluded.evidence or exists (
    select from unnest(excluded.reporters, excluded.delays, excluded.received) as fresh (reporter, delay, at)
    left join unnest(had.reporters, had.delays, had.received) as old (reporter, delay, at) using (reporter)
    where old.reporter is null
      or (fresh.delay is null, fresh.at, fresh.delay) < (old.delay is null, old.at, old.delay))
  returning encode(hash, 'hex') as hash`;
