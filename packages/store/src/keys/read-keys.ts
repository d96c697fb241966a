import type { Queryable } from '@pooltool/shared-utils/pg';
import { poolsOfEverybody } from '../operators/speakers.ts';
import { type KeyBook, keyBook } from './key-book.ts';
import { KEY_COLUMNS, type KeyFacts, type KeyRow, keyFactsOf } from './key-facts.ts';

/** Notified with every commit that changed a key, a user's pools, claims or addresses; not of what the chain does to claims. */
export const KEYS_CHANNEL = 'pooltool_keys';

/** Newest first. @param user null: of everybody */
export async function listKeys(db: Queryable, user: string | null): Promise<KeyFacts[]> {
  const { rows } = await db.query<KeyRow>(
    `select ${KEY_COLUMNS} from api_key where $1::uuid is null or user_id = $1 order by created_at desc, key_hash`,
    [user],
  );
  return rows.map(keyFactsOf);
}

/** All keys and pools as they stand at this moment, to be asked without the database: some 200 bytes each. */
export async function readKeyBook(db: Queryable, nowMs: number): Promise<KeyBook> {
  const [keys, poolsOf] = await Promise.all([
    db.query<{ hash: string; user_id: string; revoked: boolean }>(
      `select encode(key_hash, 'hex') as hash, user_id,
         coalesce(revoked_at <= to_timestamp($1::float8 / 1000), false) as revoked from api_key`,
      [nowMs],
    ),
    poolsOfEverybody(db),
  ]);
  return keyBook(
    keys.rows.map(({ hash, user_id: user, revoked }) => ({ hash, user, revoked })),
    poolsOf,
  );
}
