import { type DocumentMark, epoch, height, markOf, poolId } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markAtCommit } from '../documents/marks.ts';
import { forgetTrendsAbove } from './battle-trends.ts';
import type { SettledHeight } from './settled-height.ts';

/**
 * For a roll backward, in its transaction: heights above this one are not settled any more, and their blocks neither stand
 * nor are orphans until the new chain is deep enough. Whoever settles at the same time is waited for, or waits.
 */
export async function unsettleAbove(tx: Transaction, above: SettledHeight): Promise<void> {
  // Whatever it is: a condition would look at what it was before the other transaction, and wait for nobody.
  await tx.query({
    name: 'lower-settled-height',
    text: `update settled_height set height = least(height, $1)`,
    values: [above],
  });
  await forgetTrendsAbove(tx, above);
  const { rows } = await tx.query<Row>({ name: 'unsettle-heights', text: UNSETTLE, values: [above] });
  if (rows.length === 0) return;
  markAtCommit(tx, [markOf.battleStatistics(), markOf.ecosystem('battles'), ...rows.flatMap(marksOf)]);
}

/** Rows are held in the order in which everybody holds them, lowest first. */
const UNSETTLE = `
  with held as materialized (
    select height from judged_height where height > $1 and settled order by height for update
  ), opened as (
    update judged_height j set settled = false, late = false from held where j.height = held.height
  )
  update judged_block b set chained = null
  from held cross join lateral (
    select hash, chained as was from judged_block o where o.height = held.height) had
  where b.height = held.height and b.hash = had.hash
  returning b.height, b.epoch, encode(b.pool_id, 'hex') as pool, had.was is false as orphan`;

interface Row {
  readonly height: bigint;
  readonly epoch: number;
  readonly pool: string | null;
  readonly orphan: boolean;
}

function marksOf(row: Row): DocumentMark[] {
  const at = height(Number(row.height));
  if (!row.orphan) return [markOf.competitive(at)];
  const of = epoch(row.epoch);
  return [markOf.orphans(of, at), ...(row.pool === null ? [] : [markOf.poolOrphans(poolId(row.pool), of, at)])];
}
