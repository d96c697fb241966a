import type { Transaction } from '@pooltool/shared-utils/pg';
import { demandFirebaseSignOut } from '../accounts/firebase-sign-outs.ts';
import type { Authority } from '../accounts/users.ts';
import { administratorNoMore, lastAdministrator, userUnknown } from '../errors.ts';
import { type Actor, recordAct } from './acts.ts';

export interface NewAuthority {
  /** UUID: whose it becomes */
  readonly subject: string;
  readonly authority: Authority;
  /** who gives or takes it: an administrator, looked at again here */
  readonly user: Actor;
  readonly nowMs: number;
  /** false: there may be none left, or none who can sign in; then only the `pooltool` command makes one again */
  readonly keepOne?: boolean;
}

/**
 * Gives a user this authority, and keeps the act. Of all who do so at once one comes after the other, and each is
 * judged by what the others left: two administrators who take it from each other do not both succeed.
 * @returns false: he had it already, and nothing was changed
 * @throws POOLTOOL_USER_UNKNOWN (404), POOLTOOL_ADMINISTRATOR_NO_MORE (403), POOLTOOL_LAST_ADMINISTRATOR (409)
 */
export async function setAuthority(
  tx: Transaction,
  { subject, authority, user, nowMs, keepOne = true }: NewAuthority,
): Promise<boolean> {
  // In one order, so that nobody waits for who waits for him.
  const { rows } = await tx.query<{ user_id: string; authority: Authority }>(
    `select user_id, authority from account_user where authority = 'administrator' or user_id = $1
     order by user_id for update`,
    [subject],
  );
  const administrators = rows.filter((one) => one.authority === 'administrator').map((one) => one.user_id);
  if (user !== null && !administrators.includes(user)) throw administratorNoMore();
  const before = rows.find((one) => one.user_id === subject)?.authority;
  if (before === undefined) throw userUnknown();
  if (before === authority) return false;
  if (keepOne && before === 'administrator' && (await isLast(tx, subject, administrators))) throw lastAdministrator();
  await tx.query(`update account_user set authority = $2 where user_id = $1`, [subject, authority]);
  // His sessions with Firebase say what he was.
  await demandFirebaseSignOut(tx, subject, nowMs);
  await recordAct(tx, { user, deed: 'authority', subject, before: { authority: before }, after: { authority }, nowMs });
  return true;
}

/** Who proved no address cannot sign in, and so helps nobody. All of them are locked, and none loses an address meanwhile. */
async function isLast(tx: Transaction, subject: string, administrators: readonly string[]): Promise<boolean> {
  if (administrators.length === 1) return true;
  const { rows } = await tx.query<{ user_id: string }>(
    `select distinct user_id from user_address where user_id = any($1::uuid[])`,
    [administrators],
  );
  const canSignIn = rows.map((one) => one.user_id);
  return canSignIn.length === 1 && canSignIn.includes(subject);
}
