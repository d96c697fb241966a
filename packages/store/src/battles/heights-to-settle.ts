import { type BlockHash, blockHash, type Height, height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED } from '../chain/sync-point.ts';
import type { SettledHeight } from './settled-height.ts';

/** A height that is deep enough, and the block that stands there. */
export interface DeepHeight {
  readonly height: Height;
  readonly hash: BlockHash;
}

/** A height is deep enough when our chain has so many blocks above it. */
interface Depth {
  readonly settled: SettledHeight;
  readonly depth: number;
}

/** The highest height that is deep enough; no lower than what is settled. */
export async function deepestToSettle(db: Queryable, { settled, depth }: Depth): Promise<SettledHeight> {
  const { rows } = await db.query<{ target: bigint }>({
    name: 'deepest-to-settle',
    text: `
      select greatest($1, (select height - $2 from sync_point where feed = '${CHAIN_FEED}')) as target`,
    values: [settled, depth],
  });
  const target = Number(rows[0]?.target ?? settled);
  return target < 0 ? -1 : height(target);
}

/** What was judged by reports that are dropped stays as it is: it could only lose by being judged again. */
const DROPPED = `(select coalesce(max(epoch), -1) from propagation_epoch where reports_dropped)`;

/**
 * The lowest `limit` heights up to `target` that somebody has to judge: of which anything was reported or judged, or where a
 * block of ours was undone and did not return. The others, nearly all of a chain that is being caught up with, need nothing.
 * Also heights below `settled` of which reports came late.
 */
export async function heightsToSettle(
  db: Queryable,
  {
    settled,
    target,
    limit,
  }: { readonly settled: SettledHeight; readonly target: SettledHeight; readonly limit: number },
): Promise<DeepHeight[]> {
  const { rows } = await db.query<Row>({
    name: 'heights-to-settle',
    text: TO_SETTLE,
    values: [settled, target, limit],
  });
  return rows.map(deepOf);
}

/** Each part ends at its index's first `limit` rows: a chain of years with reports of years is walked through once. */
const TO_SETTLE = `
  with first as (
    select height from block where era > 0 order by slot, height limit 1
  ), due as (
    (select j.height from judged_height j cross join first
     where (j.late or not j.settled) and j.height between first.height and $2 and (j.height > $1 or j.epoch > ${DROPPED})
     order by j.height limit $3)
    union
    (select distinct height from reported_block where height > $1 and height <= $2 order by height limit $3)
    union
    (select distinct height from undone_block u
     where height > $1 and height <= $2 and era > 0 and not exists (select from block b where b.hash = u.hash)
     order by height limit $3)
  )
  select b.height, encode(b.hash, 'hex') as hash
  from (select height from due order by height limit $3) d join block b on b.height = d.height and b.era > 0
  order by b.height`;

/** What stands at these heights, of those up to `target` that our chain has and that can be judged again. */
export async function standingAt(
  db: Queryable,
  { heights, target }: { readonly heights: readonly Height[]; readonly target: SettledHeight },
): Promise<DeepHeight[]> {
  const { rows } = await db.query<Row>({
    name: 'standing-at',
    text: `
      select height, encode(hash, 'hex') as hash from block
      where height = any($1::bigint[]) and height <= $2 and era > 0 and epoch > ${DROPPED} order by height`,
    values: [heights, target],
  });
  return rows.map(deepOf);
}

interface Row {
  readonly height: bigint;
  readonly hash: string;
}

const deepOf = (row: Row): DeepHeight => ({ height: height(Number(row.height)), hash: blockHash(row.hash) });

/** Whether a settlement would find anything: asked every few seconds, and nearly always no. */
export async function isSettlingDue(db: Queryable, depth: number): Promise<boolean> {
  const { rows } = await db.query<{ due: boolean }>({
    name: 'is-settling-due',
    text: `
      select exists (select from sync_point where feed = '${CHAIN_FEED}' and height - $1 > s.height) or exists (
        select from judged_height j
        where (j.late or not j.settled) and j.height <= s.height and j.epoch > ${DROPPED}
          and j.height >= (select height from block where era > 0 order by slot, height limit 1)) as due
      from settled_height s`,
    values: [depth],
  });
  return rows[0]?.due ?? false;
}
