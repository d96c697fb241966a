import { type Height, height, markOf } from '@pooltool/domain';
import { inTransaction, type Pool, type Queryable } from '@pooltool/shared-utils/pg';
import { markDocuments } from './marks.ts';

/**
 * For so many heights below our tip (Cardano's security parameter, twelve hours of mainnet) it may still change which block
 * stands: what is shown of them is remembered, and kept also where nothing was contested.
 */
export const KEPT_HEIGHTS = 2_160;

/** The first height that is kept; 0 while our chain is shorter. */
export async function keptFrom(db: Queryable): Promise<Height> {
  const { rows } = await db.query<{ height: bigint }>({
    name: 'newest-height',
    text: `select height from block where era > 0 order by slot desc, block.height desc limit 1`,
  });
  return height(Math.max(0, Number(rows[0]?.height ?? 0n) - KEPT_HEIGHTS));
}

/**
 * Forgets what was written of heights that are no longer kept, at most `limit` documents, and has those drawn again that
 * show a height: where nothing was contested it goes. Subjects of other kinds do not begin with a number, and conditions
 * have no order but that of `case`. @returns how many were forgotten
 */
export const forgetOldHeights = (pool: Pool, limit = 5_000): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ kind: string; height: bigint }>(
      `delete from document_state s using (
         select kind, subject from document_state
         where kind in ('competitive', 'block_propagation')
           and case when kind in ('competitive', 'block_propagation') then split_part(subject, '/', 1)::bigint < $1 end
         limit $2) as old
       where s.kind = old.kind and s.subject = old.subject
       returning s.kind, split_part(s.subject, '/', 1)::bigint as height`,
      [await keptFrom(tx), limit],
    );
    const shown = rows.filter(({ kind }) => kind === 'competitive');
    await markDocuments(
      tx,
      shown.map((row) => markOf.competitive(height(Number(row.height)))),
    );
    return rows.length;
  });
