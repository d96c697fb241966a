import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';

/** Notified with every commit that demands a sign-out. */
export const SIGN_OUTS_CHANNEL = 'pooltool_sign_outs';

/** A token for Firebase that was given out lives an hour (Firebase's rule), and a clock or two may be off. */
const TOKENS_LIVE_MS = 3_600_000 + 300_000;

/** That all of a user's sessions with Firebase end. */
export interface SignOut {
  /** UUID */
  readonly user: string;
  readonly dueAt: Date;
}

/**
 * From the commit of `tx` on the user's sessions with Firebase are to be ended: at once, and again when the last token that
 * he was given before can begin no session any more.
 */
export async function demandFirebaseSignOut(tx: Transaction, user: string, nowMs: number): Promise<void> {
  await tx.query(
    `insert into firebase_sign_out (user_id, due_at) values
       ($1, to_timestamp($2::float8 / 1000)), ($1, to_timestamp($3::float8 / 1000))
     on conflict do nothing`,
    [user, nowMs, nowMs + TOKENS_LIVE_MS],
  );
  await tx.query(`select pg_notify('${SIGN_OUTS_CHANNEL}', '')`);
}

/** Oldest first. */
export async function dueSignOuts(
  db: Queryable,
  { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
): Promise<SignOut[]> {
  const { rows } = await db.query<{ user_id: string; due_at: Date }>(
    `select user_id, due_at from firebase_sign_out where due_at <= to_timestamp($1::float8 / 1000)
     order by due_at, user_id limit $2`,
    [nowMs, limit],
  );
  return rows.map(({ user_id: user, due_at: dueAt }) => ({ user, dueAt }));
}

/** It is done; doing so again changes nothing. What the user's later sign-outs are due for stays. */
export async function signedOut(db: Queryable, { user, dueAt }: SignOut): Promise<void> {
  await db.query(`delete from firebase_sign_out where user_id = $1 and due_at <= $2`, [user, dueAt]);
}
