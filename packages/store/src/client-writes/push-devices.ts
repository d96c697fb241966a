import type { Queryable } from '@pooltool/shared-utils/pg';
import type { Mirror } from './mirror.ts';

/** The device a user signed in on last. */
export interface PushDevice {
  /** UUID */
  readonly user: string;
  /** of Firebase Cloud Messaging: a secret, never logged */
  readonly token: string;
}

export const PUSH_DEVICE_MIRROR: Mirror<PushDevice> = {
  table: 'push_device',
  keys: 1,
  columns: [
    { name: 'user_id', from: '$::uuid', textOf: ({ user }) => user },
    { name: 'token', from: '$', textOf: ({ token }) => token },
  ],
};

/** Where these users can be pushed to, as far as they have a device and are users of ours. */
export async function devicesOf(db: Queryable, users: readonly string[]): Promise<PushDevice[]> {
  const { rows } = await db.query<{ user_id: string; token: string }>({
    name: 'devices-of',
    text: `
      select user_id, token from push_device join account_user using (user_id)
      where user_id = any($1::uuid[]) order by user_id`,
    values: [users],
  });
  return rows.map(({ user_id: user, token }) => ({ user, token }));
}
