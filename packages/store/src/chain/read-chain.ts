import { type Epoch, type PoolId, poolId, type Slot } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A block as we followed it. */
export interface ChainBlock {
  readonly height: number;
  readonly slot: number;
  readonly hash: string;
  readonly epoch: number;
  readonly poolId: string | null;
}

const PAGE = 10_000;

/** Our whole chain from its first block on: for comparisons and exports. */
export async function* readChain(db: Queryable): AsyncGenerator<ChainBlock> {
  for (let after: readonly [bigint, bigint] = [-1n, -1n]; ; ) {
    const { rows } = await db.query<{
      height: bigint;
      slot: bigint;
      hash: string;
      epoch: number;
      pool: string | null;
    }>(
      `select height, slot, encode(hash, 'hex') as hash, epoch, encode(pool_id, 'hex') as pool
       from block where (slot, height) > ($1, $2) order by slot, height limit ${PAGE}`,
      [...after],
    );
    for (const { height, slot, hash, epoch, pool } of rows) {
      yield { height: Number(height), slot: Number(slot), hash, epoch, poolId: pool };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = [last.slot, last.height];
  }
}

/** Blocks each pool made in an epoch up to a slot, that slot included. */
export async function poolBlocksUpTo(
  db: Queryable,
  { epoch, slot }: { readonly epoch: Epoch; readonly slot: Slot },
): Promise<Map<PoolId, number>> {
  const { rows } = await db.query<{ pool: string; blocks: number }>(
    `select encode(pool_id, 'hex') as pool, count(*)::int4 as blocks
     from block
     where slot between (select first_slot from epoch_chain where epoch = $1) and $2
       and epoch = $1 and pool_id is not null
     group by pool_id`,
    [epoch, slot],
  );
  return new Map(rows.map(({ pool, blocks }) => [poolId(pool), blocks]));
}
