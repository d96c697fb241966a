import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { demandFirebaseSignOut } from './firebase-sign-outs.ts';
import { isSessionToken, sessionHash } from './session-token.ts';

/** Counted anew from the last use: whoever comes back within it stays signed in. */
export const SESSION_LASTS_MS = 90 * 86_400_000;

/** How exactly the last use is kept: a write for every request would buy nothing. */
const USE_KEPT_MS = 3_600_000;

/** How many dead sessions a new one takes away, so that they never pile up. */
const MOST_DROPPED = 100;

/** From the commit of `tx` on the token speaks for this user. */
export async function openSession(
  tx: Transaction,
  { token, user, nowMs }: { readonly token: string; readonly user: string; readonly nowMs: number },
): Promise<void> {
  await tx.query(
    `delete from session where token_hash in (
       select token_hash from session where expires_at <= to_timestamp($1::float8 / 1000) limit $2)`,
    [nowMs, MOST_DROPPED],
  );
  await tx.query(
    `insert into session (token_hash, user_id, created_at, used_at, expires_at)
     values (decode($1, 'hex'), $2, to_timestamp($3::float8 / 1000), to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000))`,
    [sessionHash(token), user, nowMs, nowMs + SESSION_LASTS_MS],
  );
}

/**
 * Whose token it is, and that it was used.
 * @returns a user's id; null for a token that is unknown, expired or revoked
 */
export async function sessionUser(db: Queryable, token: string, nowMs: number): Promise<string | null> {
  if (!isSessionToken(token)) return null;
  const { rows } = await db.query<{ user_id: string; stale: boolean }>({
    name: 'session-user',
    text: `
      select user_id, used_at < to_timestamp($3::float8 / 1000) as stale from session
      where token_hash = decode($1, 'hex') and revoked_at is null and expires_at > to_timestamp($2::float8 / 1000)`,
    values: [sessionHash(token), nowMs, nowMs - USE_KEPT_MS],
  });
  const found = rows[0];
  if (found === undefined) return null;
  if (found.stale) {
    await db.query(
      `update session set used_at = to_timestamp($2::float8 / 1000), expires_at = to_timestamp($3::float8 / 1000)
       where token_hash = decode($1, 'hex') and revoked_at is null`,
      [sessionHash(token), nowMs, nowMs + SESSION_LASTS_MS],
    );
  }
  return found.user_id;
}

/** From the commit on the token speaks for nobody. One that is revoked already stays so, since when it was. */
export async function revokeSession(db: Queryable, token: string, nowMs: number): Promise<void> {
  await db.query(
    `update session set revoked_at = to_timestamp($2::float8 / 1000)
     where token_hash = decode($1, 'hex') and revoked_at is null`,
    [sessionHash(token), nowMs],
  );
}

/** All sessions of a user, as when his password changes; those with Firebase by whoever has its service account. */
export async function revokeSessionsOf(tx: Transaction, user: string, nowMs: number): Promise<void> {
  await demandFirebaseSignOut(tx, user, nowMs);
  await tx.query(
    `update session set revoked_at = to_timestamp($2::float8 / 1000) where user_id = $1 and revoked_at is null`,
    [user, nowMs],
  );
}
