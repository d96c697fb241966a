import type { Transaction } from '@pooltool/shared-utils/pg';
import { settledPoint } from './settled.ts';

/**
 * Drops outputs that were spent up to the settled block (`settleChain`), which no roll backward can bring back, the oldest
 * first and at most `most` of them: call it again while it answers `most`. Following does not wait for it: what is settled
 * stays so.
 *
 * @returns how many spendings it dropped
 */
export async function pruneSpentOutputs(tx: Transaction, { most }: { readonly most: number }): Promise<number> {
  const settled = await settledPoint(tx);
  if (settled === null) return 0;
  const { rows } = await tx.query<{ dropped: number }>(
    `with spending as (
       delete from output_spending where ctid = any(array(
         select ctid from output_spending where slot <= $1 order by slot limit $2))
       returning transaction_id, output_index
     ), output as (
       delete from chain_output o using spending s
       where o.transaction_id = s.transaction_id and o.output_index = s.output_index
     )
     select count(*)::int as dropped from spending`,
    [settled.slot, most],
  );
  return rows[0]?.dropped ?? 0;
}
