import type { Queryable } from '@pooltool/shared-utils/pg';

/** A user's name for an address. */
export interface NicknameKey {
  /** UUID */
  readonly user: string;
  /** 56 hex characters */
  readonly hash: string;
}

/** What these users call these addresses: '' for no name; a user we do not have is left out. By `nicknameKeyText`. */
export async function nicknamesOf(db: Queryable, keys: readonly NicknameKey[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ user_id: string; hash: string; name: string }>({
    name: 'nicknames-of',
    text: `
      select k.user_id, k.hash, coalesce(settings -> 'addressNicknames' ->> k.hash, '') as name
      from unnest($1::uuid[], $2::text[]) as k (user_id, hash) join account_user using (user_id)`,
    values: [keys.map(({ user }) => user), keys.map(({ hash }) => hash)],
  });
  return new Map(rows.map(({ user_id: user, hash, name }) => [nicknameKeyText({ user, hash }), name]));
}

export const nicknameKeyText = ({ user, hash }: NicknameKey): string => `${user}/${hash}`;
