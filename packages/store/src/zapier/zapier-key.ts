import { timingSafeEqual } from 'node:crypto';
import { encodeBase58, fromHex, sha256Hex } from '@pooltool/shared-utils/crypto';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { neverTakenOver } from '../keys/old-rows.ts';

/** 160 bits: nobody guesses one, so a hash without salt is enough. */
export const SECRET_BYTES = 20;

/** base58; shown once and kept nowhere. */
export function newZapierSecret(random: Uint8Array): string {
  if (random.byteLength < SECRET_BYTES) throw new RangeError(`a secret needs ${SECRET_BYTES} random bytes`);
  return encodeBase58(random);
}

/** What Zapier shows to speak for a user. */
export interface ZapierKey {
  /** UUID: a name, no secret */
  readonly apiKey: string;
  readonly secret: string;
}

/** A secret as it was sent: without the blanks that copying leaves around it. */
const hashOf = (secret: string): string => sha256Hex(secret.trim());

/**
 * A user's key. He has one: a second is made when the first is gone.
 * @returns false: he has one already, and nothing was changed
 */
export async function createZapierKey(
  tx: Transaction,
  { user, apiKey, secret, nowMs }: ZapierKey & { readonly user: string; readonly nowMs: number },
): Promise<boolean> {
  // Two requests at once would make two.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('zapier_key ' || $1::text, 0))`, [user]);
  const { rowCount } = await tx.query(
    `insert into zapier_key (api_key, user_id, secret_hash, created_at)
     select $1, $2, decode($3, 'hex'), to_timestamp($4::float8 / 1000)
     where not exists (select from zapier_key where user_id = $2)`,
    [apiKey, user, hashOf(secret), nowMs],
  );
  return rowCount === 1;
}

/**
 * Keys of the old backend. Those that are known stay as they are, and those that were taken over and deleted since stay
 * deleted. @returns how many are new
 */
export async function importZapierKeys(
  tx: Transaction,
  keys: readonly (ZapierKey & { readonly user: string })[],
  nowMs: number,
): Promise<number> {
  const nameOf = ({ apiKey }: ZapierKey) => apiKey.replaceAll('-', '').toLowerCase();
  const fresh = await neverTakenOver(tx, 'zapier key', keys, nameOf);
  const { rowCount } = await tx.query(
    `insert into zapier_key (api_key, user_id, secret_hash, legacy, created_at)
     select api_key, user_id, decode(hash, 'hex'), true, to_timestamp($4::float8 / 1000)
     from unnest($1::uuid[], $2::uuid[], $3::text[]) as k (api_key, user_id, hash)
     on conflict (api_key) do nothing`,
    [
      fresh.map(({ apiKey }) => apiKey),
      fresh.map(({ user }) => user),
      fresh.map(({ secret }) => hashOf(secret)),
      nowMs,
    ],
  );
  return rowCount ?? 0;
}

/** Whose key it is. @param given `apiKey` is a UUID @returns null: there is none, or the secret is another; both take as long */
export async function zapierUser(db: Queryable, { apiKey, secret }: ZapierKey): Promise<string | null> {
  const { rows } = await db.query<{ user_id: string; hash: string }>({
    name: 'zapier-user',
    text: `select user_id, encode(secret_hash, 'hex') as hash from zapier_key where api_key = $1`,
    values: [apiKey],
  });
  const found = rows[0];
  const matches = timingSafeEqual(fromHex(hashOf(secret)), fromHex(found?.hash ?? NOBODYS));
  return matches && found !== undefined ? found.user_id : null;
}

const NOBODYS = '00'.repeat(32);

/**
 * The user's key speaks for nobody any more; with his last one go his hooks, which it made.
 * @returns false: he has no such key, and nothing was changed
 */
export async function deleteZapierKey(
  tx: Transaction,
  { user, apiKey }: { readonly user: string; readonly apiKey: string },
): Promise<boolean> {
  const { rowCount } = await tx.query(`delete from zapier_key where api_key = $1 and user_id = $2`, [apiKey, user]);
  if (rowCount === 0) return false;
  await tx.query(
    `delete from zapier_hook where user_id = $1 and not exists (select from zapier_key where user_id = $1)`,
    [user],
  );
  return true;
}
