import {
  BATTLE_KINDS,
  type BattleKind,
  type BattleOutcome,
  type BlockHash,
  blockHash,
  type Epoch,
  epoch,
  type Height,
  height,
  outcomeOf,
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
  /** against other pools: `open` until it is settled; null: it met none, for a pool neither wins nor loses against itself */
  readonly outcome: BattleOutcome | null;
  /** settled from the chain: it stands, or it is an orphan; null: not deep enough yet */
  readonly chained: boolean | null;
  /** what the node's rule prefers; null where it prefers nobody or cannot be applied */
  readonly predicted: boolean | null;
}

/** The place of a battle in a pool's list: of the last one of a page, to go on from there. */
export interface BattlePlace {
  readonly height: Height;
  readonly hash: BlockHash;
}

export interface PoolBattlesAsked {
  /** absent: all, and what was no battle against others */
  readonly outcome?: BattleOutcome | undefined;
  /** that it was, beside others; absent: any */
  readonly kind?: BattleKind | undefined;
  /** those after this one; absent: from the newest on */
  readonly after?: BattlePlace | undefined;
  readonly limit: number;
}

/** Battles of a pool, newest first: by height, then hash. Its battles with itself (forks) are among them. */
export async function readPoolBattles(
  db: Queryable,
  pool: PoolId,
  { outcome, kind, after, limit }: PoolBattlesAsked,
): Promise<PoolBattle[]> {
  const { rows } = await db.query<Row>({
    name: 'read-pool-battles',
    text: `
      select height, encode(hash, 'hex') as hash, slot, epoch, kinds, chained, predicted from judged_block
      where pool_id = decode($1, 'hex') and cardinality(kinds) > 0
        and ($2::text is null or kinds && array['slot-battle', 'height-battle']
          and case when chained is null then 'open' when chained then 'won' else 'lost' end = $2)
        and ($6::text is null or $6 = any(kinds))
        and ($3::bigint is null or height < $3 or height = $3 and hash < decode($4, 'hex'))
      order by height desc, judged_block.hash desc limit $5`,
    values: [pool, outcome ?? null, after?.height ?? null, after?.hash ?? null, limit, kind ?? null],
  });
  return rows.map(battleOf);
}

function battleOf(row: Row): PoolBattle {
  const kinds = BATTLE_KINDS.filter((kind) => row.kinds.includes(kind));
  return {
    height: height(Number(row.height)),
    hash: blockHash(row.hash),
    slot: slot(Number(row.slot)),
    epoch: epoch(row.epoch),
    kinds,
    outcome: outcomeOf({ kinds, chained: row.chained }),
    chained: row.chained,
    predicted: row.predicted,
  };
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
