import type { Queryable } from '@pooltool/shared-utils/pg';

/** A block that we had and rolled back, for whoever watches the chain. */
export interface UndoneBlockRow {
  readonly height: bigint;
  readonly slot: bigint;
  readonly hash: string;
  readonly poolId: string | null;
  /** how often it was undone */
  readonly times: number;
  /** on our chain again */
  readonly returned: boolean;
  readonly undoneAt: Date;
}

/** The last ones to be undone, newest first. */
export async function loadUndoneBlocks(db: Queryable, limit: number): Promise<UndoneBlockRow[]> {
  const { rows } = await db.query<UndoneBlockRow>(
    `select height, slot, encode(hash, 'hex') as hash, encode(pool_id, 'hex') as "poolId", times, returned,
       undone_at as "undoneAt"
     from undone_block order by undone_at desc, height desc limit $1`,
    [limit],
  );
  return rows;
}
