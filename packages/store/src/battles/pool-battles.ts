import {
  BATTLE_KINDS,
  type BattleKind,
  type BlockHash,
  blockHash,
  type Epoch,
  epoch,
  type Height,
  height,
  type PoolId,
  type Slot,
  slot,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A block of a pool that other blocks contested. */
export interface PoolBattle {
  readonly height: Height;
  readonly hash: BlockHash;
  readonly slot: Slot;
  readonly epoch: Epoch;
  readonly kinds: readonly BattleKind[];
  /** null: not settled yet */
  readonly outcome: 'won' | 'lost' | null;
  /** what the node's rule prefers; null where it prefers nobody or cannot be applied */
  readonly predicted: boolean | null;
}

/** The place of a battle in a pool's list: of the last one of a page, to go on from there. */
export interface BattlePlace {
  readonly height: Height;
  readonly hash: BlockHash;
}

export interface PoolBattlesAsked {
  /** absent: also those that are not settled */
  readonly outcome?: 'won' | 'lost' | undefined;
  /** those after this one; absent: from the newest on */
  readonly after?: BattlePlace | undefined;
  readonly limit: number;
}

/** Battles of a pool, newest first: by height, then hash. Its battles with itself (forks) are among them. */
export async function readPoolBattles(
  db: Queryable,
  pool: PoolId,
  { outcome, after, limit }: PoolBattlesAsked,
): Promise<PoolBattle[]> {
  const { rows } = await db.query<Row>({
    name: 'read-pool-battles',
    text: `
      select height, encode(hash, 'hex') as hash, slot, epoch, kinds, chained, predicted from judged_block
      where pool_id = decode($1, 'hex') and cardinality(kinds) > 0 and ($2::boolean is null or chained = $2)
        and ($3::bigint is null or height < $3 or height = $3 and hash < decode($4, 'hex'))
      order by height desc, hash desc limit $5`,
    values: [pool, outcome === undefined ? null : outcome === 'won', after?.height ?? null, after?.hash ?? null, limit],
  });
  return rows.map((row) => ({
    height: height(Number(row.height)),
    hash: blockHash(row.hash),
    slot: slot(Number(row.slot)),
    epoch: epoch(row.epoch),
    kinds: BATTLE_KINDS.filter((kind) => row.kinds.includes(kind)),
    outcome: row.chained === null ? null : row.chained ? 'won' : 'lost',
    predicted: row.predicted,
  }));
}

interface Row {
  readonly height: bigint;
  readonly hash: string;
  readonly slot: bigint;
  readonly epoch: number;
  readonly kinds: readonly string[];
  readonly chained: boolean | null;
  readonly predicted: boolean | null;
}
