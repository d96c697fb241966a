import type { Queryable } from '@pooltool/shared-utils/pg';
import { isSessionToken, sessionHash } from '../accounts/session-token.ts';

/**
 * Whose each of these tokens is; one that is unknown, expired or revoked is left out. Unlike `sessionUser` it is no use of them: who
 * has a page open and does nothing is signed out when his session's time is over.
 */
export async function livingSessions(
  db: Queryable,
  tokens: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, string>> {
  const byHash = new Map(tokens.filter(isSessionToken).map((token) => [sessionHash(token), token]));
  if (byHash.size === 0) return new Map();
  const { rows } = await db.query<{ hash: string; user_id: string }>({
    name: 'living-sessions',
    text: `
      select encode(token_hash, 'hex') as hash, user_id from session
      where token_hash = any(select decode(hash, 'hex') from unnest($1::text[]) as asked (hash))
        and revoked_at is null and expires_at > to_timestamp($2::float8 / 1000)`,
    values: [[...byHash.keys()], nowMs],
  });
  return new Map(
    rows.flatMap(({ hash, user_id: user }) => {
      const token = byHash.get(hash);
      return token === undefined ? [] : [[token, user] as const];
    }),
  );
}
