import { type Contest, type DocumentMark, EVIDENCE, type Height, markOf, STANDINGS } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markAtCommit } from '../documents/marks.ts';
import { contestChange } from './contest-change.ts';
import { readContestsHeld } from './read-contests.ts';

/** Heights, ascending. */
export interface SavedContests {
  /** of which other blocks stand, or are surer, or win: their documents are marked */
  readonly changed: readonly Height[];
  /** of which only more was reported: when their documents are drawn again is the caller's to decide */
  readonly recounted: readonly Height[];
  /** that are settled, and stay as they are; they are settled again because of what came late */
  readonly late: readonly Height[];
}

/**
 * Writes what was judged where it differs from what is there, and marks the documents of what changed. What is settled is
 * changed by another settlement only: an unsettled judgement of such a height says nothing but that reports came late.
 * Statements do not depend on the number of heights: at most five.
 */
export async function saveContests(tx: Transaction, contests: readonly Contest[]): Promise<SavedContests> {
  const sorted = contests.toSorted((one, other) => one.height - other.height);
  const before = await readContestsHeld(
    tx,
    sorted.map(({ height }) => height),
  );
  const judged = sorted.map((now) => ({ now, had: before.get(now.height) }));
  const late = judged.filter(({ now, had }) => had?.settled === true && !now.settled).map(({ now }) => now);
  const open = judged.filter(({ now, had }) => had?.settled !== true || now.settled);
  const changes = open.map((one) => ({ ...one, change: contestChange(one.had, one.now) }));
  const outcomes = changes.filter(({ change }) => change === 'outcome');
  const counts = changes.filter(({ change }) => change === 'counts');
  // A settlement is written even where it finds what it found before: the height is late no more.
  const written = changes.filter(({ now, change }) => now.settled || change !== 'nothing').map(({ now }) => now);
  await sayLate(tx, late);
  await forget(
    tx,
    written.filter(({ candidates }) => candidates.length === 0),
  );
  await write(
    tx,
    written.filter(({ candidates }) => candidates.length > 0),
  );
  markAtCommit(
    tx,
    outcomes.flatMap(({ had, now }) => marksOf(had, now)),
  );
  return { changed: heightsOf(outcomes), recounted: heightsOf(counts), late: late.map(({ height }) => height) };
}

const heightsOf = (judged: readonly { readonly now: Contest }[]): Height[] => judged.map(({ now }) => now.height);

function marksOf(had: Contest | undefined, now: Contest): DocumentMark[] {
  const wasOrphan = new Map(had?.candidates.map(({ hash, chained }) => [hash, chained === false]));
  const isOrphan = new Map(now.candidates.map(({ hash, chained }) => [hash, chained === false]));
  const turned = [...now.candidates, ...(had?.candidates.filter(({ hash }) => !isOrphan.has(hash)) ?? [])].filter(
    ({ hash }) => (wasOrphan.get(hash) ?? false) !== (isOrphan.get(hash) ?? false),
  );
  // An orphan's record shows how its battle stands, also while nothing about its being an orphan changes.
  const shown = new Set([...turned, ...now.candidates.filter(({ chained }) => chained === false)]);
  return [
    markOf.competitive(now.height),
    ...(now.classification === null && (had?.classification ?? null) === null ? [] : [markOf.ecosystem('battles')]),
    ...[...shown].flatMap(({ producer, epoch }) => [
      markOf.orphans(epoch, now.height),
      ...(producer === null ? [] : [markOf.poolOrphans(producer, epoch, now.height)]),
    ]),
  ];
}

async function sayLate(tx: Transaction, contests: readonly Contest[]): Promise<void> {
  if (contests.length === 0) return;
  await tx.query({
    name: 'say-contests-late',
    text: `update judged_height set late = true where height = any($1) and settled and not late`,
    values: [contests.map(({ height }) => height)],
  });
}

/** Heights at which no block is said to stand any more: what was said of them was another's. */
async function forget(tx: Transaction, contests: readonly Contest[]): Promise<void> {
  if (contests.length === 0) return;
  await tx.query({
    name: 'forget-contests',
    text: `delete from judged_height where height = any($1)`,
    values: [contests.map(({ height }) => height)],
  });
}

async function write(tx: Transaction, contests: readonly Contest[]): Promise<void> {
  if (contests.length === 0) return;
  const blocks = contests.flatMap(({ candidates }) => candidates);
  await tx.query({
    name: 'write-contests',
    text: WRITE,
    values: [
      contests.map(({ height }) => height),
      contests.map(({ candidates }) => (candidates.find(({ chained }) => chained) ?? candidates[0])?.epoch),
      contests.map(({ classification }) => classification),
      contests.map(({ isSlotBattle }) => isSlotBattle),
      contests.map(({ kinds }) => wordsOf(kinds)),
      contests.map(({ settled }) => settled),
      contests.map(({ hidden }) => JSON.stringify(hidden)),
      blocks.map(({ height }) => height),
      blocks.map(({ hash }) => hash),
      blocks.map(({ slot }) => slot),
      blocks.map(({ epoch }) => epoch),
      blocks.map(({ producer }) => producer),
      blocks.map(({ parent }) => parent),
      blocks.map(({ era }) => era),
      blocks.map(({ leaderVrf }) => leaderVrf),
      blocks.map(({ blockVrf }) => blockVrf),
      blocks.map(({ certificateNumber }) => certificateNumber),
      blocks.map(({ held }) => held),
      blocks.map(({ evidence }) => (evidence === null ? null : EVIDENCE.indexOf(evidence))),
      blocks.map(({ provable }) => provable),
      blocks.map(({ witnesses }) => witnesses),
      blocks.map(({ reports }) => reports),
      blocks.map(({ medianDelayMs }) => medianDelayMs),
      blocks.map(({ standing }) => STANDINGS.indexOf(standing)),
      blocks.map(({ kinds }) => wordsOf(kinds)),
      blocks.map(({ predicted }) => predicted),
      blocks.map(({ chained }) => chained),
      blocks.map(({ lowestLeaderVrf }) => lowestLeaderVrf),
      blocks.map(({ lowestBlockVrf }) => lowestBlockVrf),
    ],
  });
}

/** As texts: unnest would take an array of arrays apart. */
const wordsOf = (words: readonly string[]): string => `{${words.join(',')}}`;

const BLOCK_COLUMNS = [
  'slot',
  'epoch',
  'pool_id',
  'parent',
  'era',
  'leader_vrf',
  'block_vrf',
  'certificate_no',
  'held',
  'evidence',
  'provable',
  'witnesses',
  'reports',
  'median_ms',
  'standing',
  'kinds',
  'predicted',
  'chained',
  'lowest_leader_vrf',
  'lowest_block_vrf',
] as const;

/** Where somebody has settled a height since it was looked at, his word stands: nothing of it is written here. */
const WRITE = `
  with said as (
    select height, decode(hash, 'hex') as hash, slot, epoch, decode(pool, 'hex') as pool_id, decode(parent, 'hex') as parent,
      era, decode(leader, 'hex') as leader_vrf, decode(block, 'hex') as block_vrf, certificate_no, held, evidence, provable,
      witnesses, reports, median_ms, standing, kinds::text[] as kinds, predicted, chained, lowest_leader_vrf, lowest_block_vrf
    from unnest($8::bigint[], $9::text[], $10::bigint[], $11::int[], $12::text[], $13::text[], $14::smallint[],
      $15::text[], $16::text[], $17::bigint[], $18::bool[], $19::smallint[], $20::bool[], $21::int[], $22::int[],
      $23::int[], $24::smallint[], $25::text[], $26::bool[], $27::bool[], $28::bool[], $29::bool[])
      as t (height, hash, slot, epoch, pool, parent, era, leader, block, certificate_no, held, evidence, provable,
        witnesses, reports, median_ms, standing, kinds, predicted, chained, lowest_leader_vrf, lowest_block_vrf)
  ), judged as (
    insert into judged_height as had (height, epoch, classification, is_slot_battle, kinds, settled, hidden)
    select height, epoch, classification, is_slot_battle, kinds::text[], settled, hidden::jsonb
    from unnest($1::bigint[], $2::int[], $3::text[], $4::bool[], $5::text[], $6::bool[], $7::text[])
      as t (height, epoch, classification, is_slot_battle, kinds, settled, hidden)
    order by height
    on conflict (height) do update set epoch = excluded.epoch, classification = excluded.classification,
      is_slot_battle = excluded.is_slot_battle, kinds = excluded.kinds, settled = excluded.settled,
      hidden = excluded.hidden, late = false
    where excluded.settled or not had.settled
    returning height
  ), gone as (
    delete from judged_block b using judged j
    where b.height = j.height and not exists (select from said where said.height = b.height and said.hash = b.hash)
  )
  insert into judged_block (height, hash, ${BLOCK_COLUMNS.join(', ')})
  select height, hash, ${BLOCK_COLUMNS.join(', ')} from said join judged using (height)
  order by height, hash
  on conflict (height, hash) do update set
    ${BLOCK_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`;
