import type { Queryable } from '@pooltool/shared-utils/pg';
import type { Authority } from '../accounts/users.ts';

/** From the least: each may all that those before it may. */
const RANKS: readonly Authority[] = ['user', 'groupadmin', 'administrator'];

/** Whether who has `authority` may what `needed` may. */
export const reaches = (authority: Authority, needed: Authority): boolean =>
  RANKS.indexOf(authority) >= RANKS.indexOf(needed);

/** As it is now; null: there is no such user */
export async function authorityOf(db: Queryable, user: string): Promise<Authority | null> {
  const { rows } = await db.query<{ authority: Authority }>({
    name: 'authority-of',
    text: `select authority from account_user where user_id = $1`,
    values: [user],
  });
  return rows[0]?.authority ?? null;
}
