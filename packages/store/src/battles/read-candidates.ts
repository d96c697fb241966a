import {
  blockHash,
  type Candidate,
  EVIDENCE,
  epoch,
  type Height,
  height,
  PROPAGATION_HISTOGRAM,
  poolId,
  type Slot,
  slot,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** Of one height. Who invents blocks without end is cut off here; what our node had and what is proven comes first. */
const MOST_OF_A_HEIGHT = 64;

/** More than lie between any heights that are asked for: what somebody invents must not hide what is true. */
const MOST_HEIGHTS = 10_000;

/**
 * All blocks that may stand at these heights, whoever told of them: on our chain, once on it, or reported; each height's
 * ascending by slot and hash, and heights without any left out.
 *
 * A hash is one candidate. Where our node had it, it is what the node says, and reports that say otherwise are of no
 * account (also those that put it elsewhere). Else it is what its strongest claim says: by evidence, then by how many other
 * pools say so. Reports that do not say who made a block never make a candidate, but tell of one that others made.
 */
export async function readCandidates(db: Queryable, heights: readonly Height[]): Promise<Map<Height, Candidate[]>> {
  if (heights.length === 0) return new Map();
  const { rows } = await db.query<Row>({ name: 'read-candidates', text: READ, values: [heights, MOST_OF_A_HEIGHT] });
  return Map.groupBy(rows.map(candidateOf), (candidate) => candidate.height);
}

/**
 * Heights at which a block in one of these slots stands or is said to stand on evidence: two pools elected in one slot
 * build at different heights when one of them missed the block before (operators.md 5.7). Ascending.
 */
export async function heightsOfSlots(db: Queryable, { slots, from, to }: HeightsAsked): Promise<Height[]> {
  if (slots.length === 0) return [];
  const { rows } = await db.query<{ height: bigint }>({
    name: 'heights-of-slots',
    text: `
      select height from (
        select height from block where slot = any($1) and era > 0
        union select height from undone_block where slot = any($1) and era > 0
        union select height from reported_header where slot = any($1)
      ) as found
      where height between $2 and $3 order by height limit $4`,
    values: [slots, from, to, MOST_HEIGHTS],
  });
  return rows.map((row) => height(Number(row.height)));
}

export interface HeightsAsked {
  readonly slots: readonly Slot[];
  /** heights of any interest, both included */
  readonly from: Height;
  readonly to: Height;
}

const HELD_COLUMNS = `hash, height, slot, epoch, pool_id, parent_hash, era, leader_vrf, block_vrf, certificate_no`;

/** The bounds of `summarizeDelays`, whose median this is. */
const { fromMs, toMs } = PROPAGATION_HISTOGRAM;

const READ = `
  with report as materialized (
    select c.hash, c.height, c.slot, c.epoch, c.pool_id, c.evidence, said.reporter_id, said.delay, p.pool_id as told_by
    from reported_block c
    cross join lateral unnest(c.reporters, c.delays) as said (reporter_id, delay)
    join reporter p using (reporter_id)
    where c.height = any($1)
  ), held as (
    select ${HELD_COLUMNS} from block where height = any($1) and era > 0
    union all
    select ${HELD_COLUMNS} from undone_block u
    where height = any($1) and era > 0 and not exists (select from block b where b.hash = u.hash)
  ), claim as (
    select hash, height, slot, epoch, pool_id, max(evidence) as evidence,
      count(distinct told_by) filter (where told_by <> pool_id) as witnesses
    from report where pool_id is not null group by hash, height, slot, epoch, pool_id
  ), strongest as (
    select distinct on (height, hash) * from claim c
    where not exists (select from block b where b.hash = c.hash)
      and not exists (select from undone_block u where u.hash = c.hash)
    order by height, hash, evidence desc, witnesses desc, slot, pool_id
  ), candidate as (
    select true as held, ${HELD_COLUMNS}, 0 as place from held
    union all
    select false, hash, height, slot, epoch, pool_id, null, null, null, null, null,
      row_number() over (partition by height order by evidence desc, witnesses desc, hash)
    from strongest
  ), voice as (
    select distinct on (c.height, c.hash, r.reporter_id) c.height, c.hash, c.pool_id, r.evidence, r.told_by, r.delay
    from candidate c
    join report r on r.hash = c.hash and r.height = c.height and r.slot = c.slot
      and (r.pool_id = c.pool_id or r.pool_id is null)
    where c.place <= $2
    order by c.height, c.hash, r.reporter_id, r.pool_id nulls last
  ), told as (
    select height, hash, max(evidence) as evidence, count(*)::int as reports,
      (count(distinct told_by) filter (where told_by is distinct from pool_id))::int as witnesses,
      percentile_disc(0.5) within group (order by delay)
        filter (where delay between ${fromMs} and ${toMs}) as median
    from voice group by height, hash
  )
  select c.held, encode(hash, 'hex') as hash, height, c.slot, c.epoch, encode(c.pool_id, 'hex') as pool,
    encode(case when c.held then c.parent_hash else header.parent end, 'hex') as parent,
    c.era, c.certificate_no,
    case when c.held then null else coalesce(
      (select era from block b where b.slot <= c.slot and era > 0 order by b.slot desc, b.height desc limit 1),
      (select era from block b where b.slot > c.slot and era > 0 order by b.slot, b.height limit 1)) end as era_around,
    encode(case when c.held then c.leader_vrf else header.leader_vrf end, 'hex') as leader,
    encode(case when c.held then c.block_vrf else header.block_vrf end, 'hex') as block,
    told.evidence, coalesce(header.provable, false) as provable, coalesce(told.witnesses, 0) as witnesses,
    coalesce(told.reports, 0) as reports, told.median
  from candidate c
  left join told using (height, hash)
  left join lateral (
    select parent, leader_vrf, block_vrf, bool_or(provable) over () as provable from reported_header h
    where h.hash = c.hash and h.height = c.height and h.slot = c.slot and h.pool_id = c.pool_id
    order by evidence desc, cardinality(reporters) desc, leader_vrf, block_vrf, parent limit 1
  ) header on true
  where c.place <= $2
  order by height, c.slot, hash`;

interface Row {
  readonly held: boolean;
  readonly hash: string;
  readonly height: bigint;
  readonly slot: bigint;
  readonly epoch: number;
  readonly pool: string | null;
  readonly parent: string | null;
  readonly era: number | null;
  readonly era_around: number | null;
  readonly leader: string | null;
  readonly block: string | null;
  readonly certificate_no: bigint | null;
  readonly evidence: number | null;
  readonly provable: boolean;
  readonly witnesses: number;
  readonly reports: number;
  readonly median: number | null;
}

const ALONZO = 5;
const BABBAGE = 6;
const CONWAY = 7;

function candidateOf(row: Row): Candidate {
  const era = row.era ?? eraOf(row);
  return {
    hash: blockHash(row.hash),
    height: height(Number(row.height)),
    slot: slot(Number(row.slot)),
    epoch: epoch(row.epoch),
    producer: row.pool === null ? null : poolId(row.pool),
    parent: row.parent === null ? null : blockHash(row.parent),
    era,
    // A header of Babbage or after has one output, and the table of blocks names it twice.
    leaderVrf: era >= BABBAGE ? null : row.leader,
    blockVrf: row.block,
    certificateNumber: row.certificate_no,
    held: row.held,
    evidence: row.evidence === null ? null : (EVIDENCE[row.evidence] ?? null),
    provable: row.provable,
    witnesses: row.witnesses,
    reports: row.reports,
    medianDelayMs: row.median,
  };
}

/** The chain's around that slot; but at a border of eras the kind of the election shows on which side a block is. */
function eraOf({ era_around: around, leader, block }: Row): number {
  if (leader !== null) return Math.min(around ?? ALONZO, ALONZO);
  return block === null ? (around ?? CONWAY) : Math.max(around ?? CONWAY, BABBAGE);
}
