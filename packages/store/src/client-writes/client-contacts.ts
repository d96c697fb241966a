import type { Queryable } from '@pooltool/shared-utils/pg';
import type { Mirror } from './mirror.ts';

/** What a user told about himself: his e-mail address is not proven, and his name is whatever he likes. */
export interface ClientContact {
  /** UUID */
  readonly user: string;
  readonly email: string | null;
  readonly nickName: string | null;
}

export const CLIENT_CONTACT_MIRROR: Mirror<ClientContact> = {
  table: 'client_contact',
  keys: 1,
  columns: [
    { name: 'user_id', from: '$::uuid', textOf: ({ user }) => user },
    { name: 'email', from: '$', textOf: ({ email }) => email },
    { name: 'nick_name', from: '$', textOf: ({ nickName }) => nickName },
  ],
};

/** Of these users, those of ours who told anything. */
export async function contactsOf(db: Queryable, users: readonly string[]): Promise<ClientContact[]> {
  const { rows } = await db.query<{ user_id: string; email: string | null; nick_name: string | null }>({
    name: 'contacts-of',
    text: `
      select user_id, email, nick_name from client_contact join account_user using (user_id)
      where user_id = any($1::uuid[]) order by user_id`,
    values: [users],
  });
  return rows.map(({ user_id: user, email, nick_name: nickName }) => ({ user, email, nickName }));
}
