import {
  type BlockClaim,
  type BlockHash,
  EVIDENCE,
  type Evidence,
  type Height,
  height,
  type PoolId,
  type Reporter,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** What a report says of its block's header, its election having stood its test. */
export interface HeaderReport {
  readonly reporter: Reporter;
  readonly header: ReportedHeader;
}

export interface ReportedHeader {
  readonly block: BlockClaim & { readonly producer: PoolId };
  /** outputs as hex of 64 bytes: before Babbage the leader's, since then the block's */
  readonly leaderVrf: string | null;
  readonly blockVrf: string | null;
  /** null: not told */
  readonly parent: BlockHash | null;
  readonly evidence: Evidence;
  readonly provable: boolean;
}

/**
 * Adds any number of headers in one statement. The result is the same in whatever order and however often they come: who
 * says something else makes a row of his own, of each row the most evidence stands, and its reporters are a set. Reporters
 * have to be known (`recordReports` makes them); headers of epochs whose reports were dropped are not kept.
 * @returns the heights at which anything changed, each once
 */
export async function recordHeaders(tx: Transaction, reports: readonly HeaderReport[]): Promise<Height[]> {
  if (reports.length === 0) return [];
  const said = [...Map.groupBy(reports, ({ header }) => keyOf(header)).values()];
  const headers = said.flatMap(([first]) => (first === undefined ? [] : [first.header]));
  const who = said.flatMap((same, place) => same.map(({ reporter }) => ({ place, reporter })));
  const { rows } = await tx.query<{ height: bigint }>({
    name: 'record-headers',
    text: RECORD,
    values: [
      headers.map(({ block }) => block.hash),
      headers.map(({ block }) => block.slot),
      headers.map(({ block }) => block.height),
      headers.map(({ block }) => block.producer),
      headers.map(({ block }) => block.epoch),
      headers.map(({ leaderVrf }) => leaderVrf),
      headers.map(({ blockVrf }) => blockVrf),
      headers.map(({ parent }) => parent),
      headers.map(({ evidence }) => EVIDENCE.indexOf(evidence)),
      headers.map(({ provable }) => provable),
      who.map(({ place }) => place + 1),
      who.map(({ reporter }) => reporter.pool),
      who.map(({ reporter }) => reporter.node),
    ],
  });
  return [...new Set(rows.map((row) => height(Number(row.height))))];
}

/** 1,500 nodes tell the same of a block: sent once, with who says so. */
const keyOf = ({ block, leaderVrf, blockVrf, parent, evidence, provable }: ReportedHeader): string =>
  [block.hash, block.slot, block.height, block.producer, leaderVrf, blockVrf, parent, evidence, provable].join(' ');

/** In the order of the key, so that two loops at once wait for each other instead of deadlocking. */
const RECORD = `
  with given as materialized (
    select place, decode(hash, 'hex') as hash, slot, height, decode(pool, 'hex') as pool_id, epoch,
      decode(leader, 'hex') as leader_vrf, decode(block, 'hex') as block_vrf, decode(parent, 'hex') as parent,
      evidence, provable
    from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[],
      $9::smallint[], $10::bool[]) with ordinality
      as g (hash, slot, height, pool, epoch, leader, block, parent, evidence, provable, place)
    where epoch > coalesce((select max(epoch) from propagation_epoch where reports_dropped), -1)
  ), told as (
    select place, array_agg(distinct reporter_id order by reporter_id) as reporters
    from unnest($11::int[], $12::text[], $13::text[]) as t (place, pool, node)
    join reporter r on r.pool_id = decode(t.pool, 'hex') and r.node = t.node
    group by place
  )
  insert into reported_header as had
    (hash, slot, height, pool_id, epoch, leader_vrf, block_vrf, parent, evidence, provable, reporters)
  select hash, slot, height, pool_id, min(epoch), leader_vrf, block_vrf, parent, max(evidence), bool_or(provable),
    array_agg(distinct reporter order by reporter)
  from given join told using (place) cross join lateral unnest(reporters) as reporter
  group by hash, slot, height, pool_id, leader_vrf, block_vrf, parent
  order by hash, slot, height, pool_id, leader_vrf, block_vrf, parent
  on conflict (hash, slot, height, pool_id, leader_vrf, block_vrf, parent) do update set
    evidence = greatest(had.evidence, excluded.evidence),
    provable = had.provable or excluded.provable,
    reporters = (
      select array_agg(reporter order by reporter)
      from (select unnest(had.reporters) union select unnest(excluded.reporters)) as every (reporter))
  where had.evidence < excluded.evidence or excluded.provable and not had.provable
    or exists (select unnest(excluded.reporters) except select unnest(had.reporters))
  returning height`;
