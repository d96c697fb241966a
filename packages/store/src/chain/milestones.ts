import {
  type DocumentMark,
  type Milestone,
  markOf,
  milestoneOf,
  type NumberedBlock,
  type PoolId,
  poolId,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** A block that rounds its pool's number. */
export interface MilestoneBlock {
  readonly block: NumberedBlock;
  readonly blocks: Milestone;
}

export const milestonesAmong = (numbered: readonly NumberedBlock[]): MilestoneBlock[] =>
  numbered.flatMap((block) => {
    const blocks = milestoneOf(block.inLifetime);
    return blocks === null ? [] : [{ block, blocks }];
  });

/** Written whatever their age: milestones are truth, only telling of them is news. */
export async function insertMilestones(tx: Transaction, reached: readonly MilestoneBlock[]): Promise<DocumentMark[]> {
  if (reached.length === 0) return [];
  await tx.query({
    name: 'insert-milestones',
    text: `
      insert into milestone (pool_id, blocks, hash, height, slot, epoch)
      select decode(pool, 'hex'), blocks, decode(hash, 'hex'), height, slot, epoch
      from unnest($1::text[], $2::int[], $3::text[], $4::bigint[], $5::bigint[], $6::int[])
        as t (pool, blocks, hash, height, slot, epoch)
      -- never, unless somebody told wrongly how many came before our chain; that must not stop the chain
      on conflict (pool_id, blocks) do update set
        hash = excluded.hash, height = excluded.height, slot = excluded.slot, epoch = excluded.epoch`,
    values: [
      reached.map(({ block }) => block.pool),
      reached.map(({ blocks }) => blocks),
      reached.map(({ block }) => block.hash),
      reached.map(({ block }) => block.height),
      reached.map(({ block }) => block.slot),
      reached.map(({ block }) => block.epoch),
    ],
  });
  return reached.map(({ block, blocks }) => awardMark(block.pool, blocks));
}

/** For a roll backward to the block of that slot. */
export async function undoMilestones(tx: Transaction, after: { readonly slot: number }): Promise<DocumentMark[]> {
  const { rows } = await tx.query<{ pool: string; blocks: number }>({
    name: 'undo-milestones',
    text: `delete from milestone where slot > $1 returning encode(pool_id, 'hex') as pool, blocks`,
    values: [after.slot],
  });
  return rows.map(({ pool, blocks }) => awardMark(poolId(pool), blocks));
}

const awardMark = (pool: PoolId, blocks: number): DocumentMark => markOf.award(pool, blocks);
