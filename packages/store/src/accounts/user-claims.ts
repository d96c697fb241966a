import { credentialKindOf, type StakeCredential, stakeCredential, type VerificationState } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A claim of a user's to an address, and how its verification stands. */
export interface UserClaim {
  /** UUID, of its verification too */
  readonly verification: string;
  readonly purpose: 'address' | 'password';
  readonly outcome: 'open' | 'done' | 'lost';
  readonly doneAt: Date | null;
  readonly state: VerificationState['state'];
  readonly credential: StakeCredential;
  /** where to pay */
  readonly address: string;
  /** lovelace */
  readonly amount: bigint;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/** His newest claims, newest first, or the one that is named. */
export async function userClaims(
  db: Queryable,
  { user, verification, limit }: { readonly user: string; readonly verification?: string; readonly limit: number },
): Promise<UserClaim[]> {
  const { rows } = await db.query<UserClaimRow>({
    name: 'user-claims',
    text: `
      select c.verification, c.purpose, c.outcome, c.done_at, v.state, v.address, v.amount, v.requested_at, v.expires_at,
        c.credential_kind as kind, encode(c.credential, 'hex') as hash
      from account_claim c join verification v on v.id = c.verification
      where c.user_id = $1 and ($2::uuid is null or c.verification = $2)
      order by c.created_at desc, c.verification limit $3`,
    values: [user, verification ?? null, limit],
  });
  return rows.map((row) => ({
    verification: row.verification,
    purpose: row.purpose,
    outcome: row.outcome,
    doneAt: row.done_at,
    state: row.state,
    credential: stakeCredential(credentialKindOf(row.kind), row.hash),
    address: row.address,
    amount: row.amount,
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
  }));
}

interface UserClaimRow {
  readonly kind: number;
  readonly hash: string;
  readonly verification: string;
  readonly purpose: 'address' | 'password';
  readonly outcome: 'open' | 'done' | 'lost';
  readonly done_at: Date | null;
  readonly state: VerificationState['state'];
  readonly address: string;
  readonly amount: bigint;
  readonly requested_at: Date;
  readonly expires_at: Date;
}
