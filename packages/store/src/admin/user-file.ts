import { credentialKindOf, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { Authority } from '../accounts/users.ts';
import { claimsOfUser, type SeenClaim } from './claims-seen.ts';

/** A user as an administrator sees him; pools and keys are `userProfile`'s and `listKeys`'. */
export interface UserFile {
  /** UUID */
  readonly user: string;
  readonly createdAt: Date;
  readonly authority: Authority;
  readonly addresses: readonly { readonly credential: StakeCredential; readonly provenAt: Date }[];
  /** newest first */
  readonly claims: readonly SeenClaim[];
}

/** More than anybody reads. */
const MOST_CLAIMS = 200;

/** null: there is no such user */
export async function userFile(db: Queryable, user: string): Promise<UserFile | null> {
  const { rows } = await db.query<{ created_at: Date; authority: Authority }>(
    `select created_at, authority from account_user where user_id = $1`,
    [user],
  );
  const found = rows[0];
  if (found === undefined) return null;
  const addresses = await db.query<{ kind: number; hash: string; proven_at: Date }>(
    `select credential_kind as kind, encode(credential, 'hex') as hash, proven_at from user_address
     where user_id = $1 order by proven_at, credential, credential_kind`,
    [user],
  );
  return {
    user,
    createdAt: found.created_at,
    authority: found.authority,
    addresses: addresses.rows.map(({ kind, hash, proven_at }) => ({
      credential: stakeCredential(credentialKindOf(kind), hash),
      provenAt: proven_at,
    })),
    claims: await claimsOfUser(db, user, MOST_CLAIMS),
  };
}

/** Who may more than a user, by authority and id. */
export async function usersWithAuthority(
  db: Queryable,
): Promise<{ readonly user: string; readonly authority: Authority; readonly addresses: number }[]> {
  const { rows } = await db.query<{ user_id: string; authority: Authority; addresses: bigint }>(
    `select user_id, authority, (select count(*) from user_address a where a.user_id = u.user_id) as addresses
     from account_user u where authority <> 'user' order by authority, user_id`,
  );
  return rows.map((row) => ({ user: row.user_id, authority: row.authority, addresses: Number(row.addresses) }));
}
