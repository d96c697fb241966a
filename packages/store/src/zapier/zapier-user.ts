import type { Queryable } from '@pooltool/shared-utils/pg';

/** What the old website showed a user of Zapier (clients.md 1.1: myZapierApiKey, myZapierEnablePost). */
export interface UsersZapier {
  /** UUID, no secret; null: he has none */
  readonly apiKey: string | null;
  /** whether posts of his are told anywhere */
  readonly tellsPosts: boolean;
}

export async function usersZapier(db: Queryable, user: string): Promise<UsersZapier> {
  const { rows } = await db.query<{ api_key: string | null; posts: boolean }>(
    `select (select api_key from zapier_key where user_id = $1 order by created_at desc, api_key limit 1) as api_key,
       exists (select from zapier_hook where user_id = $1 and trigger = 'new_post') as posts`,
    [user],
  );
  return { apiKey: rows[0]?.api_key ?? null, tellsPosts: rows[0]?.posts === true };
}
