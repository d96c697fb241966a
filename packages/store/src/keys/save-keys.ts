import type { Transaction } from '@pooltool/shared-utils/pg';
import { isLegacyKey, keyHash, shownPart } from './api-key.ts';
import { KEY_COLUMNS, type KeyFacts, type KeyRow, keyFactsOf } from './key-facts.ts';

export interface NewKey {
  readonly key: string;
  /** UUID */
  readonly user: string;
  /** what the user calls it; '' for nothing */
  readonly label: string;
}

/**
 * Keeps keys by their hashes; they are valid when `tx` commits. Those that are known stay as they are, also revoked ones.
 * @returns how many are new
 */
export async function saveKeys(tx: Transaction, keys: readonly NewKey[], nowMs: number): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into api_key (key_hash, user_id, label, shown, legacy, created_at)
     select decode(hash, 'hex'), user_id, label, shown, legacy, to_timestamp($6::float8 / 1000)
     from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::bool[]) as k (hash, user_id, label, shown, legacy)
     on conflict (key_hash) do nothing`,
    [
      keys.map(({ key }) => keyHash(key)),
      keys.map(({ user }) => user),
      keys.map(({ label }) => label),
      keys.map(({ key }) => shownPart(key)),
      keys.map(({ key }) => isLegacyKey(key)),
      nowMs,
    ],
  );
  return rowCount ?? 0;
}

/**
 * From `atMs` on the key is refused. One that is revoked by then already stays so, since when it was: no end is put off.
 * @param name `keyName` of it
 * @param user whose it has to be; null: anybody's
 * @returns null: there is none
 */
export async function revokeKey(
  tx: Transaction,
  name: string,
  atMs: number,
  user: string | null = null,
): Promise<KeyFacts | null> {
  const { rows } = await tx.query<KeyRow>(
    `update api_key set revoked_at = least(revoked_at, to_timestamp($2::float8 / 1000))
     where left(encode(key_hash, 'hex'), 16) = $1 and ($3::uuid is null or user_id = $3)
     returning ${KEY_COLUMNS}`,
    [name, atMs, user],
  );
  return rows[0] === undefined ? null : keyFactsOf(rows[0]);
}
