import type { Transaction } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED } from './sync-point.ts';

/**
 * Drops outputs that were spent more than `securityParameter` blocks ago, which no roll backward can bring back, the
 * oldest first and at most `most` of them: call it again while it answers `most`.
 *
 * @returns how many spendings it dropped
 */
export async function pruneSpentOutputs(
  tx: Transaction,
  { securityParameter, most }: { readonly securityParameter: number; readonly most: number },
): Promise<number> {
  const { rows } = await tx.query<{ dropped: number }>(
    `with settled as (
       select max(b.slot) as slot from sync_point s join block b on b.height = s.height - $2 and b.era > 0
       where s.feed = $1
     ), spending as (
       delete from output_spending where ctid = any(array(
         select ctid from output_spending where slot <= (select slot from settled) order by slot limit $3))
       returning transaction_id, output_index
     ), output as (
       delete from chain_output o using spending s
       where o.transaction_id = s.transaction_id and o.output_index = s.output_index
     )
     select count(*)::int as dropped from spending`,
    [CHAIN_FEED, securityParameter, most],
  );
  return rows[0]?.dropped ?? 0;
}
