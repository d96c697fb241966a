import { blockHash, height, slot, type Tip } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/**
 * Blocks of our chain so many below a height, newest first; those our chain does not reach down to are left out. Whoever
 * has to meet a node on a common block shows it these, for the newest may have been orphaned meanwhile.
 */
export async function pointsBehind(
  db: Queryable,
  { height: from, depths }: { readonly height: number; readonly depths: readonly number[] },
): Promise<Tip[]> {
  const { rows } = await db.query<{ slot: bigint; hash: string; height: bigint }>({
    name: 'points-behind',
    text: `
      select slot, encode(hash, 'hex') as hash, height from block
      where height = any($1::int8[])
      order by slot desc, hash`,
    values: [depths.map((depth) => from - depth)],
  });
  return rows.map((row) => ({
    slot: slot(Number(row.slot)),
    hash: blockHash(row.hash),
    height: height(Number(row.height)),
  }));
}
