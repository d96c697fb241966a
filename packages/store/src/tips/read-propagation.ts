import { type Epoch, epoch, type PoolId, type PropagationSide, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** What documents show of a pool's propagation. */
export interface ShownPropagation {
  readonly epoch: Epoch;
  /** by bins of PROPAGATION_HISTOGRAM */
  readonly counts: readonly number[];
  readonly datapoints: number;
  readonly outliers: number;
  /** of the delays within the bins; 0 without any */
  readonly averageMs: number;
  readonly medianMs: number | null;
  readonly uniquePools: number;
}

/** Of each pool the newest epoch that has any, as producer and as receiver for themselves. */
export async function newestPropagation(
  db: Queryable,
  pools: readonly PoolId[],
): Promise<ReadonlyMap<PoolId, Partial<Record<PropagationSide, ShownPropagation>>>> {
  const { rows } = await db.query<AskedRow>({
    name: 'newest-propagation',
    text: `
      select asked.pool, p.side, p.epoch, p.counts, p.datapoints, p.outliers, p.unique_pools, p.median_ms,
        ${AVERAGE_MS}
      from unnest($1::text[]) as asked (pool)
      cross join (values ('producer'), ('receiver')) as sides (side)
      cross join lateral (
        select * from pool_propagation where pool_id = decode(asked.pool, 'hex') and side = sides.side
        order by epoch desc limit 1) p`,
    values: [pools],
  });
  const found = new Map<PoolId, Partial<Record<PropagationSide, ShownPropagation>>>();
  for (const row of rows) {
    const pool = poolId(row.pool);
    found.set(pool, { ...found.get(pool), [row.side]: shownOf(row) });
  }
  return found;
}

/** What was counted of a pool in one epoch, each side for itself; null: the epoch is not counted (yet). */
export async function propagationOfEpoch(
  db: Queryable,
  pool: PoolId,
  of: Epoch,
): Promise<Partial<Record<PropagationSide, ShownPropagation>> | null> {
  const { rows } = await db.query<Row | { readonly side: null }>({
    name: 'propagation-of-epoch',
    text: `
      select p.side, c.epoch, p.counts, p.datapoints, p.outliers, p.unique_pools, p.median_ms, ${AVERAGE_MS}
      from propagation_epoch c
      left join pool_propagation p on p.epoch = c.epoch and p.pool_id = decode($1, 'hex')
      where c.epoch = $2`,
    values: [pool, of],
  });
  if (rows.length === 0) return null;
  return Object.fromEntries(rows.flatMap((row) => (row.side === null ? [] : [[row.side, shownOf(row)]])));
}

const AVERAGE_MS = `coalesce(round(p.sum_ms::numeric / nullif(p.datapoints, 0), 2), 0)::float8 as average_ms`;

interface AskedRow extends Row {
  readonly pool: string;
}

interface Row {
  readonly side: PropagationSide;
  readonly epoch: number;
  readonly counts: readonly number[];
  readonly datapoints: number;
  readonly outliers: number;
  readonly unique_pools: number;
  readonly median_ms: number | null;
  readonly average_ms: number;
}

const shownOf = (row: Row): ShownPropagation => ({
  epoch: epoch(row.epoch),
  counts: row.counts,
  datapoints: row.datapoints,
  outliers: row.outliers,
  averageMs: row.average_ms,
  medianMs: row.median_ms,
  uniquePools: row.unique_pools,
});
