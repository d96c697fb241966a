import type { Transaction } from '@pooltool/shared-utils/pg';
import { tooManyFavorites, userUnknown } from '../errors.ts';

/** More than anybody looks at; a user's row stays small. */
export const MOST_FAVORITES = 1_000;

/** What is to be done to a user's favourites, in this order. */
export interface FavoritesChange {
  /** instead of all that were there; absent keeps them */
  readonly replaceBy?: readonly string[] | undefined;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** Each once, in the order in which they came. */
export function changedFavorites(was: readonly string[], { replaceBy, add = [], remove = [] }: FavoritesChange) {
  const gone = new Set(remove);
  return [...new Set([...(replaceBy ?? was), ...add])].filter((one) => !gone.has(one));
}

/**
 * @param change of pools by their 56 hex characters, of accounts by theirs
 * @throws POOLTOOL_USER_UNKNOWN (404), POOLTOOL_TOO_MANY_FAVORITES (400)
 */
export async function changeFavorites(
  tx: Transaction,
  user: string,
  change: { readonly pools?: FavoritesChange; readonly accounts?: FavoritesChange },
): Promise<void> {
  const { rows } = await tx.query<{ favorite_pools: string[]; favorite_accounts: string[] }>(
    `select favorite_pools, favorite_accounts from account_user where user_id = $1 for update`,
    [user],
  );
  const row = rows[0];
  if (row === undefined) throw userUnknown();
  const pools = changedFavorites(row.favorite_pools, change.pools ?? {});
  const accounts = changedFavorites(row.favorite_accounts, change.accounts ?? {});
  if (Math.max(pools.length, accounts.length) > MOST_FAVORITES) throw tooManyFavorites();
  await tx.query(`update account_user set favorite_pools = $2, favorite_accounts = $3 where user_id = $1`, [
    user,
    pools,
    accounts,
  ]);
}
