import { type Epoch, epoch, type Height, height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { beatenBlocks } from '../tips/beaten-blocks.ts';

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
  const { rows } = await db.query<{ epoch: number; last_height: bigint; grounds: string }>({
    name: 'committed-epochs',
    text: `
      with ended as (
        select c.epoch, c.last_height, b.hash, a.committed, a.revealed
        from (
          select epoch, count(*) as committed, count(slots) as revealed from assigned_slots
          where epoch > $1 and epoch < $2 group by epoch) a
        join epoch_chain c using (epoch)
        join block b on b.height = c.last_height and b.era > 0
        order by c.epoch limit $3
      )
      select epoch, last_height,
        concat_ws(' ', left(encode(hash, 'hex'), 16), 'committed', committed, 'revealed', revealed, 'lost', lost) as grounds
      from ended
      cross join lateral (
        select coalesce(left(md5(string_agg(encode(pool_id, 'hex') || slot, ' ' order by pool_id, slot)), 8), 'none') as lost
        from (${beatenBlocks('ended.epoch')}) beaten) known
      order by epoch`,
    values: [after, before, limit],
  });
  return rows.map((row) => ({
    epoch: epoch(row.epoch),
    lastHeight: height(Number(row.last_height)),
    grounds: row.grounds,
  }));
}
