import { type Epoch, markOf, type PoolId, poolId } from '@pooltool/domain';
import type { Averages } from '@pooltool/domain/rewards';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { AVERAGE_COLUMNS } from './averages-columns.ts';

export interface AveragesToSave {
  readonly earned: Epoch;
  /** the first earned epoch in the sums */
  readonly since: Epoch;
  readonly network: Averages;
  readonly pools: readonly { readonly poolId: PoolId; readonly averages: Averages }[];
}

/** Writes the averages of an earned epoch, replacing what was there. */
export async function saveAverages(tx: Transaction, saved: AveragesToSave): Promise<void> {
  const { earned, pools } = saved;
  const before = await poolsShownBefore(tx, earned);
  await tx.query(`delete from network_average where earned_epoch = $1`, [earned]);
  await saveNetwork(tx, saved);
  await savePools(tx, saved);
  const shown = await poolsNotShownLater(tx, earned, [...before, ...pools.map((pool) => pool.poolId)]);
  await markDocuments(tx, [markOf.rewardColumn(earned), markOf.syncStatus(), ...shown.map(markOf.pool)]);
}

const COLUMNS = AVERAGE_COLUMNS.map(({ column }) => column).join(', ');

async function saveNetwork(tx: Transaction, { earned, since, network, pools }: AveragesToSave): Promise<void> {
  await tx.query(
    `insert into network_average (earned_epoch, since, pools, ${COLUMNS})
     values ($1, $2, $3, ${AVERAGE_COLUMNS.map((_, index) => `$${index + 4}`).join(', ')})`,
    [earned, since, pools.length, ...AVERAGE_COLUMNS.map(({ span, field }) => network[span][field])],
  );
}

async function savePools(tx: Transaction, { earned, pools }: AveragesToSave): Promise<void> {
  await tx.query(
    `insert into pool_average (earned_epoch, pool_id, ${COLUMNS})
     select $1, decode(pool, 'hex'), ${COLUMNS}
     from unnest($2::text[], ${AVERAGE_COLUMNS.map(({ type }, index) => `$${index + 3}::${type}[]`).join(', ')})
       as p (pool, ${COLUMNS})`,
    [
      earned,
      pools.map((pool) => pool.poolId),
      ...AVERAGE_COLUMNS.map(({ span, field }) => pools.map(({ averages }) => averages[span][field])),
    ],
  );
}

async function poolsShownBefore(tx: Transaction, earned: Epoch): Promise<PoolId[]> {
  const { rows } = await tx.query<{ pool: string }>(
    `select encode(pool_id, 'hex') as pool from pool_average where earned_epoch = $1`,
    [earned],
  );
  return rows.map(({ pool }) => poolId(pool));
}

/** A pool's record shows its newest averages: those of an old epoch are nobody's record but of pools that are gone since. */
async function poolsNotShownLater(tx: Transaction, earned: Epoch, pools: readonly PoolId[]): Promise<PoolId[]> {
  const { rows } = await tx.query<{ pool: string }>(
    `select distinct pool from unnest($2::text[]) as asked (pool)
     where not exists (select from pool_average where pool_id = decode(pool, 'hex') and earned_epoch > $1)`,
    [earned, pools],
  );
  return rows.map(({ pool }) => poolId(pool));
}
