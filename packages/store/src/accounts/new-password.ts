import type { Transaction } from '@pooltool/shared-utils/pg';
import { revokeSessionsOf } from './sessions.ts';

/**
 * The user's password becomes another one, and whatever somebody began who knew the old one ends: sessions, and addresses
 * that he set out to prove, or one of his would become the user's afterwards, and with it another password again.
 */
export async function setPassword(
  tx: Transaction,
  { user, passwordHash, nowMs }: { readonly user: string; readonly passwordHash: string; readonly nowMs: number },
): Promise<void> {
  await tx.query(`update account_user set password_hash = $2 where user_id = $1`, [user, passwordHash]);
  await tx.query(
    `update account_claim set outcome = 'lost', done_at = to_timestamp($2::float8 / 1000)
     where user_id = $1 and purpose = 'address' and outcome = 'open'`,
    [user, nowMs],
  );
  await revokeSessionsOf(tx, user, nowMs);
}
