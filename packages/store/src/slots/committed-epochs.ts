import { type Epoch, epoch, type Height, height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { BEATEN_BLOCKS } from '../tips/beaten-blocks.ts';

/** An epoch of our chain of which pools have committed to slots. */
export interface CommittedEpoch {
  readonly epoch: Epoch;
  readonly lastHeight: Height;
  /**
   * Changes with everything that performance is judged by: the epoch's blocks (the last one's hash stands for all), how many
   * commitments and reveals there are (both only grow), and the lost blocks we know of.
   */
  readonly grounds: string;
}

/** Those after `after` and before `before`, ascending, `limit` at most. */
export async function committedEpochs(
  db: Queryable,
  { after, before, limit }: { readonly after: number; readonly before: number; readonly limit: number },
): Promise<CommittedEpoch[]> {
  const { rows } = await db.query<{
    epoch: number;
    last_height: bigint;
    committed: number;
    revealed: number;
    hash: string;
  }>({
    name: 'committed-epochs',
    text: `
      select c.epoch, c.last_height, encode(b.hash, 'hex') as hash, a.committed, a.revealed
      from (
        select epoch, count(*)::int as committed, count(slots)::int as revealed from assigned_slots
        where epoch > $1 and epoch < $2 group by epoch) a
      join epoch_chain c using (epoch)
      join block b on b.height = c.last_height and b.era > 0
      order by c.epoch limit $3`,
    values: [after, before, limit],
  });
  const found: CommittedEpoch[] = [];
  for (const row of rows) {
    const beaten = await db.query<{ count: number; print: string | null }>({
      name: 'beaten-blocks',
      text: `
        select count(*)::int as count, left(md5(string_agg(encode(pool_id, 'hex') || slot, ' ' order by pool_id, slot)), 8) as print
        from (${BEATEN_BLOCKS}) beaten`,
      values: [row.epoch],
    });
    const lost = beaten.rows[0]?.print ?? 'none';
    found.push({
      epoch: epoch(row.epoch),
      lastHeight: height(Number(row.last_height)),
      grounds: `${row.hash.slice(0, 16)} committed ${row.committed} revealed ${row.revealed} lost ${lost}`,
    });
  }
  return found;
}
