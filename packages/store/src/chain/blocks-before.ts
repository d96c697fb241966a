import { type DocumentMark, MILESTONES, markOf, type PoolId, poolId } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { CHAIN_FEED, holdSyncPoint } from './sync-point.ts';

/** How many blocks a pool made before the first block of our chain. */
export interface BlocksBefore {
  readonly pool: PoolId;
  readonly blocks: number;
}

export interface SavedBlocksBefore {
  /** whose number is another now */
  readonly changed: number;
  /** of our chain, of which it is still not known */
  readonly unknown: number;
  /** awards of the changed pools, of blocks on our chain */
  readonly milestones: number;
}

/**
 * Writes them, for a chain that began in the middle, each pool once. The awards of the pools' blocks on our chain become
 * what they would be had the numbers been there from the beginning; nobody is told of them, they are no news. A pool that
 * our chain has not met yet is remembered until it does.
 */
export async function saveBlocksBefore(tx: Transaction, given: readonly BlocksBefore[]): Promise<SavedBlocksBefore> {
  // Whoever extends the chain counts with these numbers: not while they change.
  await holdSyncPoint(tx, CHAIN_FEED);
  const { rows: changed } = await tx.query<{ pool: string }>(
    `insert into pool as had (pool_id, blocks_before)
     select decode(pool, 'hex'), blocks from unnest($1::text[], $2::int[]) as given (pool, blocks)
     on conflict (pool_id) do update set blocks_before = excluded.blocks_before
       where had.blocks_before is distinct from excluded.blocks_before
     returning encode(pool_id, 'hex') as pool`,
    [given.map(({ pool }) => pool), given.map(({ blocks }) => blocks)],
  );
  const pools = changed.map(({ pool }) => poolId(pool));
  const awards = await renumberMilestones(tx, pools);
  await markDocuments(tx, [...pools.flatMap((pool) => [markOf.pool(pool), markOf.poolStats(pool)]), ...awards.marks]);
  const { rows } = await tx.query<{ unknown: number }>(
    `select count(*)::int4 as unknown from pool where blocks_before is null and life_blocks > 0`,
  );
  return { changed: pools.length, unknown: rows[0]?.unknown ?? 0, milestones: awards.count };
}

async function renumberMilestones(
  tx: Transaction,
  pools: readonly PoolId[],
): Promise<{ marks: DocumentMark[]; count: number }> {
  const gone = await tx.query<Award>(
    `delete from milestone where pool_id = any (array(select decode(pool, 'hex') from unnest($1::text[]) as t (pool)))
     returning encode(pool_id, 'hex') as pool, blocks`,
    [pools],
  );
  const reached = await tx.query<Award>(
    `with made as (
       select b.pool_id, b.hash, b.height, b.slot, b.epoch,
         p.blocks_before + row_number() over (partition by b.pool_id order by b.slot, b.height) as number
       from unnest($1::text[]) as t (pool)
       join pool p on p.pool_id = decode(t.pool, 'hex')
       join block b on b.pool_id = p.pool_id
     )
     insert into milestone (pool_id, blocks, hash, height, slot, epoch)
     select pool_id, number, hash, height, slot, epoch from made where number = any ($2::int[])
     returning encode(pool_id, 'hex') as pool, blocks`,
    [pools, [...MILESTONES]],
  );
  const awards = [...gone.rows, ...reached.rows];
  return {
    marks: awards.map(({ pool, blocks }) => markOf.award(poolId(pool), blocks)),
    count: reached.rows.length,
  };
}

interface Award {
  readonly pool: string;
  readonly blocks: number;
}
