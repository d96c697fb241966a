import { type PoolId, poolId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** A pool that the ledger has now; lovelace. */
export interface LivePoolRow {
  readonly pool: PoolId;
  readonly stake: bigint;
  readonly ownerStake: bigint;
  readonly pledge: bigint;
  readonly delegators: number;
  readonly delegatorsHash: number;
}

/** A pool as it was and as it is; null: the ledger did not have it, or does not any more. */
export interface LivePoolChange {
  readonly pool: PoolId;
  readonly before: LivePoolRow | null;
  readonly now: LivePoolRow | null;
}

/** All of them, or of these those that the ledger has. */
export async function readLivePools(
  db: Queryable,
  pools: readonly PoolId[] | null = null,
): Promise<ReadonlyMap<PoolId, LivePoolRow>> {
  const { rows } = await db.query<Row>(
    `select encode(pool_id, 'hex') as pool, stake, owner_stake, pledge, delegators, delegators_hash from live_pool
     where $1::text[] is null or pool_id in (select decode(asked, 'hex') from unnest($1::text[]) as asked)
     order by pool_id`,
    [pools],
  );
  return new Map(rows.map((row) => [poolId(row.pool), rowOf(row)]));
}

interface Row {
  readonly pool: string;
  readonly stake: bigint;
  readonly owner_stake: bigint;
  readonly pledge: bigint;
  readonly delegators: number;
  readonly delegators_hash: bigint;
}

const rowOf = (row: Row): LivePoolRow => ({
  pool: poolId(row.pool),
  stake: row.stake,
  ownerStake: row.owner_stake,
  pledge: row.pledge,
  delegators: row.delegators,
  delegatorsHash: Number(row.delegators_hash),
});

/** Makes `live_pool` these pools, and answers what is otherwise than it was. */
export async function replaceLivePools(tx: Transaction, pools: readonly LivePoolRow[]): Promise<LivePoolChange[]> {
  const before = await readLivePools(tx);
  const now = new Map(pools.map((row) => [row.pool, row]));
  const changes = [...new Set([...before.keys(), ...now.keys()])]
    .map((pool): LivePoolChange => ({ pool, before: before.get(pool) ?? null, now: now.get(pool) ?? null }))
    .filter(isChange);
  await tx.query(
    `delete from live_pool where pool_id in (select decode(gone, 'hex') from unnest($1::text[]) as gone)`,
    [changes.filter(({ now }) => now === null).map(({ pool }) => pool)],
  );
  const written = changes.flatMap(({ now }) => now ?? []);
  await tx.query(
    `insert into live_pool (pool_id, stake, owner_stake, pledge, delegators, delegators_hash)
     select decode(pool, 'hex'), stake, owner_stake, pledge, delegators, delegators_hash
     from unnest($1::text[], $2::bigint[], $3::bigint[], $4::numeric[], $5::int[], $6::bigint[])
       as p (pool, stake, owner_stake, pledge, delegators, delegators_hash)
     on conflict (pool_id) do update set stake = excluded.stake, owner_stake = excluded.owner_stake,
       pledge = excluded.pledge, delegators = excluded.delegators, delegators_hash = excluded.delegators_hash`,
    [
      written.map(({ pool }) => pool),
      written.map(({ stake }) => stake),
      written.map(({ ownerStake }) => ownerStake),
      written.map(({ pledge }) => pledge),
      written.map(({ delegators }) => delegators),
      written.map(({ delegatorsHash }) => delegatorsHash),
    ],
  );
  return changes;
}

const isChange = ({ before, now }: LivePoolChange): boolean =>
  before === null ||
  now === null ||
  before.stake !== now.stake ||
  before.ownerStake !== now.ownerStake ||
  before.pledge !== now.pledge ||
  before.delegators !== now.delegators ||
  before.delegatorsHash !== now.delegatorsHash;
