import { type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type KeyBook, keyBook } from './key-book.ts';
import { KEY_COLUMNS, type KeyFacts, type KeyRow, keyFactsOf } from './key-facts.ts';

/** Notified with every commit that changed a key or a user's pools. */
export const KEYS_CHANNEL = 'pooltool_keys';

/** Newest first. @param user null: of everybody */
export async function listKeys(db: Queryable, user: string | null): Promise<KeyFacts[]> {
  const { rows } = await db.query<KeyRow>(
    `select ${KEY_COLUMNS} from api_key where $1::uuid is null or user_id = $1 order by created_at desc, key_hash`,
    [user],
  );
  return rows.map(keyFactsOf);
}

/** All keys and pools, to be asked without the database: some 200 bytes each. */
export async function readKeyBook(db: Queryable): Promise<KeyBook> {
  const [keys, pools] = await Promise.all([
    db.query<{ hash: string; user_id: string; revoked: boolean }>(
      `select encode(key_hash, 'hex') as hash, user_id, revoked_at is not null as revoked from api_key`,
    ),
    db.query<{ user_id: string; pools: string[] }>(
      `select user_id, array_agg(encode(pool_id, 'hex')) as pools from operator_pool group by user_id`,
    ),
  ]);
  const poolsOf = new Map(pools.rows.map((row) => [row.user_id, new Set<PoolId>(row.pools.map(poolId))]));
  return keyBook(
    keys.rows.map(({ hash, user_id: user, revoked }) => ({ hash, user, revoked })),
    poolsOf,
  );
}
