import {
  BATTLE_KINDS,
  type BattleKind,
  type BlockHash,
  blockHash,
  type Epoch,
  type Height,
  height,
  type Lovelace,
  lovelace,
  type PoolId,
  poolId,
  type Slot,
  STANDINGS,
  type Standing,
  slot,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { BattlePlace } from './pool-battles.ts';

/** A block that surely or likely existed and is on no chain, with what stands in its place. */
export interface EpochOrphan {
  readonly height: Height;
  readonly hash: BlockHash;
  readonly slot: Slot;
  /** null: a genesis delegate made it */
  readonly pool: PoolId | null;
  readonly standing: Exclude<Standing, 'unconfirmed'>;
  readonly kinds: readonly BattleKind[];
  readonly by: { readonly hash: BlockHash; readonly pool: PoolId | null } | null;
  /** null: only reports told of it, and they know no body */
  readonly body: HeldBody | null;
}

/** Of a block that our node had before it was undone. */
export interface HeldBody {
  readonly transactions: number;
  /** null in Byron, where a fee is inputs minus outputs */
  readonly fees: Lovelace | null;
  /** lovelace; money that moves on within the block counts again */
  readonly output: bigint;
  /** bytes of the whole block; null where it was told without CBOR */
  readonly size: number | null;
}

/** Settled orphans whose slot is in the epoch, newest first: by height, then hash. */
export async function readEpochOrphans(
  db: Queryable,
  of: Epoch,
  { after, limit }: { readonly after?: BattlePlace | undefined; readonly limit: number },
): Promise<EpochOrphan[]> {
  const { rows } = await db.query<Row>({
    name: 'read-epoch-orphans',
    text: `
      select o.height, encode(o.hash, 'hex') as hash, o.slot, encode(o.pool_id, 'hex') as pool, o.standing, o.kinds,
        encode(won.hash, 'hex') as by_hash, encode(won.pool_id, 'hex') as by_pool,
        u.hash is not null as held, u.transactions, u.fees, u.output, u.size
      from judged_block o
      left join judged_block won on won.height = o.height and won.chained
      left join undone_block u on u.hash = o.hash
      where o.epoch = $1 and o.chained = false and o.standing > 0
        and ($2::bigint is null or o.height < $2 or o.height = $2 and o.hash < decode($3, 'hex'))
      order by o.height desc, o.hash desc limit $4`,
    values: [of, after?.height ?? null, after?.hash ?? null, limit],
  });
  return rows.map((row) => ({
    height: height(Number(row.height)),
    hash: blockHash(row.hash),
    slot: slot(Number(row.slot)),
    pool: row.pool === null ? null : poolId(row.pool),
    standing: STANDINGS[row.standing] === 'confirmed' ? 'confirmed' : 'likely',
    kinds: BATTLE_KINDS.filter((kind) => row.kinds.includes(kind)),
    by:
      row.by_hash === null
        ? null
        : { hash: blockHash(row.by_hash), pool: row.by_pool === null ? null : poolId(row.by_pool) },
    body: bodyOf(row),
  }));
}

const bodyOf = ({ held, transactions, fees, output, size }: Row): HeldBody | null =>
  held && transactions !== null && output !== null
    ? { transactions, fees: fees === null ? null : lovelace(fees), output, size }
    : null;

interface Row {
  readonly height: bigint;
  readonly hash: string;
  readonly slot: bigint;
  readonly pool: string | null;
  readonly standing: number;
  readonly kinds: readonly string[];
  readonly by_hash: string | null;
  readonly by_pool: string | null;
  readonly held: boolean;
  readonly transactions: number | null;
  readonly fees: bigint | null;
  readonly output: bigint | null;
  readonly size: number | null;
}
