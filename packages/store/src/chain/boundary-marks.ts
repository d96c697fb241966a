import { type DocumentMark, type Epoch, markOf, poolId } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/**
 * The pools that become others by epochs beginning, without a certificate: what they registered again is adopted, or
 * they retire. For the boundaries after `left` up to the one where `reached` begins, in both of the chain's directions.
 */
export async function boundaryMarks(
  tx: Transaction,
  { left, reached }: { readonly left: Epoch; readonly reached: Epoch },
): Promise<DocumentMark[]> {
  const { rows } = await tx.query<{ pool: string }>({
    name: 'boundary-marks',
    text: `
      select encode(pool_id, 'hex') as pool from pool_registration where epoch >= $1 and epoch < $2
      union
      select encode(pool_id, 'hex') from pool_retirement where retiring_epoch > $1 and retiring_epoch <= $2`,
    values: [left, reached],
  });
  return rows.flatMap(({ pool }) => [markOf.pool(poolId(pool)), markOf.poolStats(poolId(pool))]);
}
