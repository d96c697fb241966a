import { type DocumentMark, type Epoch, markOf, type PoolId, poolId, slot } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { EPOCHS_UNTIL_BLOCKS } from './pool-histories.ts';

/**
 * What these pools told when they registered for the first time on our chain, where a snapshot of the active epoch can
 * say that they had been there before: then that was no first registration, but the changes that it made.
 */
export async function firstRegistrationMarks(
  tx: Transaction,
  { pools, active }: { readonly pools: readonly PoolId[]; readonly active: Epoch },
): Promise<DocumentMark[]> {
  const { rows } = await tx.query<Row>(
    `select encode(r.pool_id, 'hex') as pool, r.slot, r.transaction_index, r.certificate_index
     from unnest($1::text[]) as asked (pool)
     cross join lateral (
       select * from pool_registration where pool_id = decode(asked.pool, 'hex')
       order by slot, transaction_index, certificate_index limit 1) r
     where r.epoch + $3::int > $2`,
    [pools, active, EPOCHS_UNTIL_BLOCKS],
  );
  return rows.map((row) =>
    markOf.poolUpdates(poolId(row.pool), {
      slot: slot(Number(row.slot)),
      transactionIndex: row.transaction_index,
      certificateIndex: row.certificate_index,
    }),
  );
}

interface Row {
  readonly pool: string;
  readonly slot: bigint;
  readonly transaction_index: number;
  readonly certificate_index: number;
}
