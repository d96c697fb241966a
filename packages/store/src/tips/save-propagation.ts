import { type EpochPropagation, markOf, poolId } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';

/** Writes an epoch's propagation, replacing what was there. */
export async function savePropagation(
  tx: Transaction,
  { epoch, blocks, reportedBlocks, pools }: EpochPropagation,
): Promise<void> {
  const { rows } = await tx.query<{ pool: string }>(
    `with gone as (delete from propagation_epoch where epoch = $1)
     select distinct encode(pool_id, 'hex') as pool from pool_propagation where epoch = $1`,
    [epoch],
  );
  await tx.query(`insert into propagation_epoch (epoch, blocks, reported_blocks) values ($1, $2, $3)`, [
    epoch,
    blocks,
    reportedBlocks,
  ]);
  await tx.query(
    `insert into pool_propagation
       (epoch, pool_id, side, counts, datapoints, outliers, sum_ms, median_ms, unique_pools)
     select $1, decode(pool, 'hex'), side, counts::int[], datapoints, outliers, sum_ms, median_ms, unique_pools
     from unnest($2::text[], $3::text[], $4::text[], $5::int[], $6::int[], $7::bigint[], $8::int[], $9::int[])
       as t (pool, side, counts, datapoints, outliers, sum_ms, median_ms, unique_pools)`,
    [
      epoch,
      pools.map(({ pool }) => pool),
      pools.map(({ side }) => side),
      // As texts: unnest would take an array of arrays apart.
      pools.map(({ counts }) => `{${counts.join(',')}}`),
      pools.map(({ datapoints }) => datapoints),
      pools.map(({ outliers }) => outliers),
      pools.map(({ sumMs }) => sumMs),
      pools.map(({ medianMs }) => medianMs),
      pools.map(({ uniquePools }) => uniquePools),
    ],
  );
  const shown = new Set([...rows.map(({ pool }) => poolId(pool)), ...pools.map(({ pool }) => pool)]);
  await markDocuments(tx, [...shown].map(markOf.poolPropagation));
}
