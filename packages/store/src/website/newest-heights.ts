import { type Epoch, type Height, height } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/**
 * The highest height of this epoch at which a block stands or is likely to: what nodes report may be ahead of our chain, and what
 * somebody merely claims is not looked at. Null: there is none. A few look-ups, of whatever epoch.
 */
export async function newestHeightOf(db: Queryable, epoch: Epoch): Promise<Height | null> {
  const { rows } = await db.query<{ height: bigint | null }>({
    name: 'newest-height-of',
    text: `
      with own as (select (select last_height from epoch_chain where epoch = $1) as height)
      select greatest(own.height, (
        select max(j.height) from judged_block j
        where j.epoch = $1 and j.standing > 0
          and j.height > coalesce(own.height, (select max(last_height) from epoch_chain), -1))) as height
      from own`,
    values: [epoch],
  });
  const found = rows[0]?.height;
  return found == null ? null : height(Number(found));
}
