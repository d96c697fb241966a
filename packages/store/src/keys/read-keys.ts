import type { PoolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { registrationsVersion } from '../operators/registrations-version.ts';
import { poolsOfEverybody } from '../operators/speakers.ts';
import { type KeyBook, keyBook } from './key-book.ts';
import { KEY_COLUMNS, type KeyFacts, type KeyRow, keyFactsOf } from './key-facts.ts';

/**
 * Notified with every commit that changed a key, a user's pools or claims, by the name of the table; not of what
 * the chain does to claims.
 */
export const KEYS_CHANNEL = 'pooltool_keys';

/** Whether a notification's payload tells of keys alone, and all may speak for the pools that they did. */
export const isOfKeysAlone = (payload: string): boolean => payload === 'api_key';

/** Which pools everybody may speak for, and what of the chain that follows from. */
export interface SpokenPools {
  readonly poolsOf: ReadonlyMap<string, ReadonlySet<PoolId>>;
  readonly version: string;
}

/** @param before what was read last; it is given back while the chain changed nothing of it. Null: read it anew */
export async function readSpokenPools(db: Queryable, before: SpokenPools | null): Promise<SpokenPools> {
  // Before the pools: what changes in between is seen the next time.
  const version = await registrationsVersion(db);
  return before?.version === version ? before : { version, poolsOf: await poolsOfEverybody(db) };
}

/** Newest first. @param user null: of everybody */
export async function listKeys(db: Queryable, user: string | null): Promise<KeyFacts[]> {
  const { rows } = await db.query<KeyRow>(
    `select ${KEY_COLUMNS} from api_key where $1::uuid is null or user_id = $1 order by created_at desc, key_hash`,
    [user],
  );
  return rows.map(keyFactsOf);
}

/**
 * All keys and pools as they stand at this moment, to be asked without the database: some 200 bytes each.
 * @param spoken null: the pools are read too
 */
export async function readKeyBook(
  db: Queryable,
  nowMs: number,
  spoken: Pick<SpokenPools, 'poolsOf'> | null = null,
): Promise<KeyBook> {
  const [keys, poolsOf] = await Promise.all([
    db.query<{ hash: string; user_id: string; revoked: boolean }>(
      `select encode(key_hash, 'hex') as hash, user_id,
         coalesce(revoked_at <= to_timestamp($1::float8 / 1000), false) as revoked from api_key`,
      [nowMs],
    ),
    spoken?.poolsOf ?? poolsOfEverybody(db),
  ]);
  return keyBook(
    keys.rows.map(({ hash, user_id: user, revoked }) => ({ hash, user, revoked })),
    poolsOf,
  );
}
