import { markOf, type PoolId, type PoolRanking, poolId, rankPools } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';

export interface SavedRanking {
  /** `older`: one that was asked later is there, or this very one */
  readonly outcome: 'ranked' | 'older';
  /** pools whose rank is another now */
  readonly changed: number;
  /** pools that the ledger has and the answer had not: they keep the rank they had */
  readonly missing: readonly PoolId[];
}

/** Ranks the pools by what a node says they would pay (domain, `rankPools`). The same one again changes nothing. */
export async function savePoolRanking(tx: Transaction, ranking: PoolRanking): Promise<SavedRanking> {
  await tx.query('lock table pool_ranking in share row exclusive mode');
  const askedAt = new Date(ranking.askedAtMs);
  const { rows: newer } = await tx.query(`select from pool_ranking where asked_at >= $1`, [askedAt]);
  if (newer.length > 0) return { outcome: 'older', changed: 0, missing: [] };
  const ranks = [...rankPools(ranking.rewards)];
  const values = [
    ranks.map(([pool]) => pool),
    ranks.map(([, rank]) => rank),
    ranks.map(([pool]) => ranking.rewards.get(pool) ?? 0n),
  ];
  const { rows: changed } = await tx.query<{ pool: string }>(
    `select r.pool from unnest($1::text[], $2::int[]) as r (pool, rank)
     left join pool_rank had on had.pool_id = decode(r.pool, 'hex') where had.rank is distinct from r.rank`,
    [values[0], values[1]],
  );
  await tx.query(
    `insert into pool_rank (pool_id, rank, reward, asked_at)
     select decode(pool, 'hex'), rank, reward, $4 from unnest($1::text[], $2::int[], $3::bigint[]) as r (pool, rank, reward)
     on conflict (pool_id) do update set rank = excluded.rank, reward = excluded.reward, asked_at = excluded.asked_at`,
    [...values, askedAt],
  );
  const missing = await poolsWithout(tx, askedAt);
  await tx.query(
    `insert into pool_ranking (epoch, asked_at, pools, missing) values ($1, $2, $3, $4)
     on conflict (only_row) do update set epoch = excluded.epoch, asked_at = excluded.asked_at, pools = excluded.pools,
       missing = excluded.missing`,
    [ranking.epoch, askedAt, ranks.length, missing.length],
  );
  await markDocuments(
    tx,
    changed.map(({ pool }) => markOf.pool(poolId(pool))),
  );
  return { outcome: 'ranked', changed: changed.length, missing };
}

/** Before the first live stake nobody knows which pools there are: then none is missed. */
async function poolsWithout(tx: Transaction, askedAt: Date): Promise<PoolId[]> {
  const { rows } = await tx.query<{ pool: string }>(
    `select encode(l.pool_id, 'hex') as pool from live_pool l
     where not exists (select from pool_rank r where r.pool_id = l.pool_id and r.asked_at = $1) order by l.pool_id`,
    [askedAt],
  );
  return rows.map(({ pool }) => poolId(pool));
}

/** The ranks these pools have, as far as they ever had one. */
export async function poolRanks(db: Queryable, pools: readonly PoolId[]): Promise<ReadonlyMap<PoolId, number>> {
  const { rows } = await db.query<{ pool: string; rank: number }>(
    `select encode(pool_id, 'hex') as pool, rank from pool_rank
     where pool_id in (select decode(asked, 'hex') from unnest($1::text[]) as asked)`,
    [pools],
  );
  return new Map(rows.map(({ pool, rank }) => [poolId(pool), rank]));
}
