import { type Contest, type Epoch, type Height, height, type PoolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { readContests } from '../battles/read-contests.ts';
import { type BlockRow, blocksAt } from '../documents/read-blocks.ts';
import { type Orphan, orphansAt } from '../documents/read-orphans.ts';

/** What one pool made in one epoch, ascending by height: on our chain, and what is not on it. */
export interface PoolBlocks {
  readonly blocks: readonly BlockRow[];
  readonly contests: ReadonlyMap<Height, Contest>;
  readonly orphans: ReadonlyMap<Height, readonly Orphan[]>;
}

/** Call it in a transaction of one moment. */
export async function poolBlocks(
  db: Queryable,
  { pool, epoch }: { readonly pool: PoolId; readonly epoch: Epoch },
): Promise<PoolBlocks> {
  const made = await heightsOf(db, MADE, [pool, epoch]);
  const blocks = [...(await blocksAt(db, made)).values()].filter(
    (block) => block.pool === pool && block.epoch === epoch,
  );
  const lost = await orphansAt(db, await heightsOf(db, LOST, [pool, epoch]));
  const orphans = [...lost].flatMap(([at, all]) => {
    const own = all.filter(({ block }) => block.producer === pool && block.epoch === epoch);
    return own.length === 0 ? [] : [[at, own] as const];
  });
  return {
    blocks: blocks.sort((one, other) => one.height - other.height),
    contests: await readContests(db, made),
    orphans: new Map(orphans.sort(([one], [other]) => one - other)),
  };
}

const MADE = {
  name: 'heights-a-pool-made',
  text: `select height from block where pool_id = decode($1, 'hex') and epoch = $2 and era > 0 order by height`,
};

const LOST = {
  name: 'heights-a-pool-lost',
  text: `
    select distinct height from judged_block
    where epoch = $2 and chained = false and pool_id = decode($1, 'hex') order by height`,
};

async function heightsOf(
  db: Queryable,
  query: { readonly name: string; readonly text: string },
  values: readonly unknown[],
): Promise<Height[]> {
  const { rows } = await db.query<{ height: bigint }>({ ...query, values: [...values] });
  return rows.map((row) => height(Number(row.height)));
}
