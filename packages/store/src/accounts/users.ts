import { CREDENTIAL_TAG, type StakeCredential } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

export type Authority = 'user' | 'groupadmin' | 'administrator';

/** What is needed to judge who signs in. */
export interface PasswordOf {
  /** UUID */
  readonly user: string;
  /** `scrypt.…`, or bcrypt's `$2…$` of a user of the old backend */
  readonly passwordHash: string;
}

/** How long somebody may stay who registered and proved no address. */
const UNPROVEN_LASTS_MS = 7 * 86_400_000;
/** How many of them a new user takes away: they never pile up. */
const MOST_DROPPED = 100;

/** What may wait for a user of the old backend, or be left of one who is gone, by his id alone. */
const OF_USERS = [
  'operator_pool',
  'api_key',
  'zapier_key',
  'zapier_hook',
  'push_device',
  'client_contact',
  'user_document_gone',
] as const;
const ANYTHING_OF_HIS = OF_USERS.map((table) => `select from ${table} where user_id = $1`).join(' union all ');

/**
 * A new user, of whom nothing is proven yet. Nobody begins one by an id of which something is kept: clients of old choose
 * their ids themselves, and who knew such a one would have its pools and keys, and what Firebase shows of it.
 * @param user UUID: his own, where a client of old chose it
 * @returns false: there is, was or may be another user of this id, and nothing was changed
 */
export async function createUser(
  tx: Transaction,
  { user, passwordHash, nowMs }: PasswordOf & { readonly nowMs: number },
): Promise<boolean> {
  await dropUnproven(tx, nowMs - UNPROVEN_LASTS_MS);
  const { rowCount } = await tx.query(
    `insert into account_user (user_id, password_hash, created_at)
     select $1, $2, to_timestamp($3::float8 / 1000) where not exists (${ANYTHING_OF_HIS}) on conflict do nothing`,
    [user, passwordHash, nowMs],
  );
  return rowCount === 1;
}

/** A claim that waits keeps its user: he may have paid while our chain was behind, or have paid and never asked since. */
async function dropUnproven(tx: Transaction, beforeMs: number): Promise<void> {
  await tx.query(
    `delete from account_user where user_id in (
       select user_id from account_user u
       where created_at < to_timestamp($1::float8 / 1000) and authority = 'user'
         and not exists (select from user_address a where a.user_id = u.user_id)
         and not exists (select from operator_pool p where p.user_id = u.user_id)
         and not exists (
           select from account_claim c join verification v on v.id = c.verification
           where c.user_id = u.user_id and c.outcome = 'open' and (v.open or v.state = 'verified'))
       order by created_at limit $2 for update skip locked)`,
    [beforeMs, MOST_DROPPED],
  );
}

/** Whose address it is, with his password; null: nobody's. */
export async function ownerOf(db: Queryable, { kind, hash }: StakeCredential): Promise<PasswordOf | null> {
  const { rows } = await db.query<{ user_id: string; password_hash: string }>({
    name: 'owner-of-address',
    text: `
      select u.user_id, u.password_hash from user_address a join account_user u using (user_id)
      where a.credential = decode($1, 'hex') and a.credential_kind = $2`,
    values: [hash, CREDENTIAL_TAG[kind]],
  });
  return passwordOf(rows[0]);
}

/** By his id; null: there is none. */
export async function passwordOfUser(db: Queryable, user: string): Promise<PasswordOf | null> {
  const { rows } = await db.query<{ user_id: string; password_hash: string }>(
    `select user_id, password_hash from account_user where user_id = $1`,
    [user],
  );
  return passwordOf(rows[0]);
}

/** The same password, kept by a better hash. @returns false: another one is kept by now, and nothing was changed */
export async function replacePasswordHash(
  db: Queryable,
  { user, was, becomes }: { readonly user: string; readonly was: string; readonly becomes: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update account_user set password_hash = $3 where user_id = $1 and password_hash = $2`,
    [user, was, becomes],
  );
  return rowCount === 1;
}

/** Whether it is still the user's password, and until `tx` ends it stays so. */
export async function passwordStands(tx: Transaction, { user, passwordHash }: PasswordOf): Promise<boolean> {
  const { rowCount } = await tx.query(`select from account_user where user_id = $1 and password_hash = $2 for share`, [
    user,
    passwordHash,
  ]);
  return rowCount === 1;
}

const passwordOf = (row: { user_id: string; password_hash: string } | undefined): PasswordOf | null =>
  row === undefined ? null : { user: row.user_id, passwordHash: row.password_hash };
