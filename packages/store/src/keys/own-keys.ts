import type { Transaction } from '@pooltool/shared-utils/pg';
import { keyUnknown, tooManyApiKeys, userUnknown } from '../errors.ts';
import { keyName } from './api-key.ts';
import { isValidKey, KEY_COLUMNS, type KeyFacts, type KeyRow, keyFactsOf } from './key-facts.ts';
import { listKeys } from './read-keys.ts';
import { revokeKey, saveKeys } from './save-keys.ts';

/** Valid at once: one for each of a user's machines is few. */
export const MOST_KEYS = 20;
/**
 * Revoked ones that are still told from keys that never were; who makes and revokes keys without end does not fill the book.
 * Those of the old backend, of which nobody makes more, all of them: they may be taken over again, and stay revoked.
 */
const REVOKED_REMEMBERED = 50;

interface OwnKey {
  /** UUID */
  readonly user: string;
  readonly key: string;
  readonly label: string;
  readonly nowMs: number;
}

/** A key that its user made himself. @throws POOLTOOL_TOO_MANY_API_KEYS (409), POOLTOOL_USER_UNKNOWN (404) */
export async function createKey(tx: Transaction, { user, key, label, nowMs }: OwnKey): Promise<KeyFacts> {
  await holdKeysOf(tx, user);
  const valid = (await listKeys(tx, user)).filter((one) => isValidKey(one, nowMs));
  if (valid.length >= MOST_KEYS) throw tooManyApiKeys();
  await forgetOldRevoked(tx, user, nowMs);
  await saveKeys(tx, [{ key, user, label }], nowMs);
  const made = (await listKeys(tx, user)).find(({ name }) => name === keyName(key));
  if (made === undefined) throw new Error('a key that was saved is not there');
  return made;
}

/**
 * A new key in the place of another, under the same label. The other stays valid until it is revoked, or until `oldEndsMs`.
 * @param name of the old one
 * @throws POOLTOOL_KEY_UNKNOWN (404) for one that is not the user's, or not valid any more, and as `createKey`
 */
export async function rotateKey(
  tx: Transaction,
  { name, oldEndsMs, ...given }: Omit<OwnKey, 'label'> & { readonly name: string; readonly oldEndsMs: number | null },
): Promise<{ readonly made: KeyFacts; readonly old: KeyFacts }> {
  await holdKeysOf(tx, given.user);
  const { rows } = await tx.query<KeyRow>(
    `select ${KEY_COLUMNS} from api_key where left(encode(key_hash, 'hex'), 16) = $1 and user_id = $2`,
    [name, given.user],
  );
  const found = rows[0] === undefined ? null : keyFactsOf(rows[0]);
  if (found === null || !isValidKey(found, given.nowMs)) throw keyUnknown();
  const made = await createKey(tx, { ...given, label: found.label });
  const old = oldEndsMs === null ? found : ((await revokeKey(tx, name, oldEndsMs, given.user)) ?? found);
  return { made, old };
}

/** One who makes keys waits for himself: else two requests at once would make more than the most. */
async function holdKeysOf(tx: Transaction, user: string): Promise<void> {
  const { rowCount } = await tx.query(`select from account_user where user_id = $1 for no key update`, [user]);
  if (rowCount === 0) throw userUnknown();
}

async function forgetOldRevoked(tx: Transaction, user: string, nowMs: number): Promise<void> {
  await tx.query(
    `delete from api_key where key_hash in (
       select key_hash from api_key where user_id = $1 and not legacy and revoked_at <= to_timestamp($2::float8 / 1000)
       order by revoked_at desc, key_hash offset $3)`,
    [user, nowMs, REVOKED_REMEMBERED],
  );
}
