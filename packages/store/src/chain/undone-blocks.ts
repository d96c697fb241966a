import {
  type BlockFacts,
  type BlockHash,
  blockHash,
  epoch,
  height,
  type LostBlock,
  ORPHAN_CERTAIN_AFTER,
  type PoolId,
  poolId,
  slot,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** What consecutive blocks change about the blocks that forks took off our chain. Only of those that a pool made. */
export interface ForksSeen {
  /** on our chain again */
  readonly returned: readonly LostBlock[];
  /** still off it, now that our chain is higher by ORPHAN_CERTAIN_AFTER, with the block that stands in each one's place */
  readonly settled: readonly { readonly lost: LostBlock; readonly by: { hash: BlockHash; pool: PoolId | null } }[];
}

/** All columns of `block`, which `undone_block` has too. A test holds this list and the table together. */
export const BLOCK_COLUMNS = [
  'hash',
  'parent_hash',
  'height',
  'slot',
  'epoch',
  'epoch_slot',
  'era',
  'pool_id',
  'issuer_key',
  'certificate_no',
  'leader_vrf',
  'block_vrf',
  'protocol_major',
  'protocol_minor',
  'body_size',
  'size',
  'transactions',
  'invalid_transactions',
  'fees',
  'output',
  'memory_units',
  'step_units',
  'lag_ms',
] as const;

const COLUMNS = BLOCK_COLUMNS.join(', ');

/**
 * For a roll backward, before it deletes: the blocks after the one at this slot and height, which stays, are kept,
 * because an orphan is part of history.
 */
export async function keepUndoneBlocks(
  tx: Transaction,
  after: { readonly slot: number; readonly height: number },
): Promise<void> {
  await tx.query({
    name: 'keep-undone-blocks',
    text: `
      insert into undone_block as had (${COLUMNS}, undone_at)
      select ${COLUMNS}, now() from block where (slot, height) > ($1, $2)
      on conflict (hash) do update set times = had.times + 1, undone_at = excluded.undone_at, returned = false,
        ${BLOCK_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}`,
    values: [after.slot, after.height],
  });
}

/**
 * For a roll forward, behind the statement that inserts the blocks: marks those of them that were undone before as
 * returned, and finds the orphans that these blocks make certain. One statement, which finds nothing for nearly every
 * block. Where the chain goes on after a fork it passes each orphan's height + ORPHAN_CERTAIN_AFTER once, so nothing
 * needs to be remembered.
 */
export async function followUndoneBlocks(tx: Transaction, facts: readonly BlockFacts[]): Promise<ForksSeen> {
  const heights = facts.map(({ block }) => block.height);
  const { rows } = await tx.query<Row>({
    name: 'follow-undone-blocks',
    text: `
      with back as (
        update undone_block set returned = true
        where hash = any (array(select decode(hash, 'hex') from unnest($1::text[]) as t (hash))) and not returned
        returning hash, height, slot, epoch, pool_id, times
      )
      select encode(hash, 'hex') as hash, height, slot, epoch, encode(pool_id, 'hex') as pool, times,
        null as by_hash, null as by_pool
      from back where pool_id is not null
      union all
      select encode(u.hash, 'hex'), u.height, u.slot, u.epoch, encode(u.pool_id, 'hex'), u.times,
        encode(b.hash, 'hex'), encode(b.pool_id, 'hex')
      from undone_block u
      cross join lateral (select hash, pool_id from block where height = u.height and era > 0 limit 1) b
      where u.height between $2 and $3 and not u.returned and u.pool_id is not null and b.hash <> u.hash
      order by height, hash`,
    values: [
      facts.map(({ block }) => block.hash),
      Math.min(...heights) - ORPHAN_CERTAIN_AFTER,
      Math.max(...heights) - ORPHAN_CERTAIN_AFTER,
    ],
  });
  return {
    returned: rows.flatMap((row) => (row.by_hash === null ? [lostOf(row)] : [])),
    settled: rows.flatMap((row) =>
      row.by_hash === null
        ? []
        : [
            {
              lost: lostOf(row),
              by: { hash: blockHash(row.by_hash), pool: row.by_pool === null ? null : poolId(row.by_pool) },
            },
          ],
    ),
  };
}

interface Row {
  readonly hash: string;
  readonly height: bigint;
  readonly slot: bigint;
  readonly epoch: number;
  readonly pool: string;
  readonly times: number;
  readonly by_hash: string | null;
  readonly by_pool: string | null;
}

const lostOf = (row: Row): LostBlock => ({
  hash: blockHash(row.hash),
  pool: poolId(row.pool),
  height: height(Number(row.height)),
  slot: slot(Number(row.slot)),
  epoch: epoch(row.epoch),
  times: row.times,
});
