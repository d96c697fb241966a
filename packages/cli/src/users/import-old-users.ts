import { credentialText } from '@pooltool/domain';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { importUsers } from '@pooltool/store/accounts';
import type { OldExport } from './old-export.ts';
import { oldUsersIn, type Refusal } from './old-users.ts';

/** In one transaction. */
const USERS_AT_ONCE = 500;

export interface Imported {
  /** in the export that can be taken */
  readonly usersRead: number;
  readonly users: number;
  readonly addresses: number;
  readonly authorities: number;
  readonly refused: readonly Refusal[];
}

/** Batch by batch, by their ids: what is interrupted goes on when it is called again, and then nothing is done twice. */
export async function importOldUsers(
  pool: Pool,
  { from, nowMs, withAuthority }: { readonly from: OldExport; readonly nowMs: number; readonly withAuthority: boolean },
): Promise<Imported> {
  const { users, refused } = oldUsersIn(from, nowMs);
  const done = { usersRead: users.length, users: 0, addresses: 0, authorities: 0, refused: [...refused] };
  for (let at = 0; at < users.length; at += USERS_AT_ONCE) {
    const batch = users.slice(at, at + USERS_AT_ONCE);
    const taken = await inTransaction(pool, (tx) => importUsers(tx, batch, { nowMs, withAuthority }), { attempts: 3 });
    done.users += taken.users;
    done.addresses += taken.addresses;
    done.authorities += taken.authorities;
    done.refused.push(
      ...taken.usersRefused.map((user) => ({
        of: `user "${user}"`,
        why: 'somebody has this id here who has neither his password nor an address of his',
      })),
      ...taken.addressesRefused.map(({ user, credential }) => ({
        of: `address ${credentialText(credential)} of user "${user}"`,
        why: 'another user has proven it here',
      })),
    );
  }
  return done;
}
