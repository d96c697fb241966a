import {
  type AwardSubject,
  type BlockHash,
  blockHash,
  type Height,
  height,
  type PoolId,
  poolId,
  type Slot,
  slot,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A block for which its pool has an award. */
export interface MilestoneRow {
  readonly pool: PoolId;
  /** which of the pool's blocks it was */
  readonly blocks: number;
  readonly hash: BlockHash;
  readonly height: Height;
  readonly slot: Slot;
}

/** Those of `asked` that were reached. */
export async function milestonesFor(db: Queryable, asked: readonly AwardSubject[]): Promise<MilestoneRow[]> {
  const { rows } = await db.query<{ pool: string; blocks: number; hash: string; height: bigint; slot: bigint }>({
    name: 'milestones-for',
    text: `
      select encode(m.pool_id, 'hex') as pool, m.blocks, encode(m.hash, 'hex') as hash, m.height, m.slot
      from unnest($1::text[], $2::int[]) as asked (pool, blocks)
      join milestone m on m.pool_id = decode(asked.pool, 'hex') and m.blocks = asked.blocks`,
    values: [asked.map(({ pool }) => pool), asked.map(({ blocks }) => blocks)],
  });
  return rows.map((row) => ({
    pool: poolId(row.pool),
    blocks: row.blocks,
    hash: blockHash(row.hash),
    height: height(Number(row.height)),
    slot: slot(Number(row.slot)),
  }));
}
