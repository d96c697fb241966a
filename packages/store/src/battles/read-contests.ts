import {
  BATTLE_KINDS,
  type BattleKind,
  blockHash,
  type Contest,
  EVIDENCE,
  epoch,
  type Height,
  height,
  type JudgedCandidate,
  poolId,
  STANDINGS,
  slot,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What these heights were judged to be, ascending by height; those that never were are left out. */
export async function readContests(db: Queryable, heights: readonly Height[]): Promise<Map<Height, Contest>> {
  return contestsOf(db, heights, '');
}

/** The same, and until the transaction ends nobody else changes them. Call it with a transaction only. */
export async function readContestsHeld(db: Queryable, heights: readonly Height[]): Promise<Map<Height, Contest>> {
  if (heights.length === 0) return new Map();
  await db.query({
    name: 'hold-contests',
    text: `select from judged_height where height = any($1) order by height for update`,
    values: [heights],
  });
  return contestsOf(db, heights, '-held');
}

async function contestsOf(db: Queryable, heights: readonly Height[], held: string): Promise<Map<Height, Contest>> {
  if (heights.length === 0) return new Map();
  const { rows } = await db.query<Row>({ name: `read-contests${held}`, text: READ, values: [heights] });
  const byHeight = new Map<Height, Contest>();
  for (const row of rows) {
    const known = byHeight.get(height(Number(row.height)));
    const contest = known ?? contestOf(row);
    const candidates = row.hash === null ? [] : [...contest.candidates, judgedOf(row)];
    byHeight.set(contest.height, { ...contest, candidates });
  }
  return byHeight;
}

const READ = `
  select h.height, h.classification, h.is_slot_battle, h.kinds as battles, h.settled, h.hidden,
    encode(b.hash, 'hex') as hash, b.slot, b.epoch, encode(b.pool_id, 'hex') as pool, encode(b.parent, 'hex') as parent,
    b.era, encode(b.leader_vrf, 'hex') as leader, encode(b.block_vrf, 'hex') as block, b.certificate_no, b.held,
    b.evidence, b.provable, b.witnesses, b.reports, b.median_ms, b.standing, b.kinds, b.predicted, b.chained,
    b.lowest_leader_vrf, b.lowest_block_vrf
  from judged_height h left join judged_block b using (height)
  where h.height = any($1) order by h.height, b.slot, b.hash`;

interface HeightRow {
  readonly height: bigint;
  readonly classification: Contest['classification'];
  readonly is_slot_battle: boolean;
  readonly battles: readonly string[];
  readonly settled: boolean;
  readonly hidden: readonly {
    readonly hash: string;
    readonly height: number;
    readonly slot: number;
    readonly producer: string | null;
  }[];
}

interface BlockRow {
  readonly hash: string;
  readonly slot: bigint;
  readonly epoch: number;
  readonly pool: string | null;
  readonly parent: string | null;
  readonly era: number;
  readonly leader: string | null;
  readonly block: string | null;
  readonly certificate_no: bigint | null;
  readonly held: boolean;
  readonly evidence: number | null;
  readonly provable: boolean;
  readonly witnesses: number;
  readonly reports: number;
  readonly median_ms: number | null;
  readonly standing: number;
  readonly kinds: readonly string[];
  readonly predicted: boolean | null;
  readonly chained: boolean | null;
  readonly lowest_leader_vrf: boolean;
  readonly lowest_block_vrf: boolean;
}

/** A height whose candidates are gone has one row without a block. */
type Row = HeightRow & (BlockRow | { readonly hash: null });

function contestOf(of: HeightRow): Contest {
  return {
    height: height(Number(of.height)),
    candidates: [],
    kinds: kindsOf(of.battles),
    classification: of.classification,
    isSlotBattle: of.is_slot_battle,
    settled: of.settled,
    hidden: of.hidden.map((one) => ({
      hash: blockHash(one.hash),
      height: height(one.height),
      slot: slot(one.slot),
      producer: one.producer === null ? null : poolId(one.producer),
    })),
  };
}

const judgedOf = (row: HeightRow & BlockRow): JudgedCandidate => ({
  hash: blockHash(row.hash),
  height: height(Number(row.height)),
  slot: slot(Number(row.slot)),
  epoch: epoch(row.epoch),
  producer: row.pool === null ? null : poolId(row.pool),
  parent: row.parent === null ? null : blockHash(row.parent),
  era: row.era,
  leaderVrf: row.leader,
  blockVrf: row.block,
  certificateNumber: row.certificate_no,
  held: row.held,
  evidence: row.evidence === null ? null : (EVIDENCE[row.evidence] ?? null),
  provable: row.provable,
  witnesses: row.witnesses,
  reports: row.reports,
  medianDelayMs: row.median_ms,
  standing: STANDINGS[row.standing] ?? 'unconfirmed',
  kinds: kindsOf(row.kinds),
  predicted: row.predicted,
  chained: row.chained,
  lowestLeaderVrf: row.lowest_leader_vrf,
  lowestBlockVrf: row.lowest_block_vrf,
});

const kindsOf = (words: readonly string[]): BattleKind[] => BATTLE_KINDS.filter((kind) => words.includes(kind));
