import { credentialKindOf, type Lovelace, lovelace, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** How a claim stands, in an administrator's words: lost when the address became another user's. */
export type SeenState = 'done' | 'lost' | 'expired' | 'pending';

/** A claim to an address as an administrator sees it. */
export interface SeenClaim {
  /** the verification's: a UUID */
  readonly id: string;
  readonly user: string;
  readonly purpose: 'address' | 'password';
  readonly credential: StakeCredential;
  readonly state: SeenState;
  /** where, and what, in lovelace, was to be paid */
  readonly address: string;
  readonly amount: Lovelace;
  readonly requestedAt: Date;
  readonly doneAt: Date | null;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly purpose: 'address' | 'password';
  readonly kind: number;
  readonly hash: string;
  readonly state: SeenState;
  readonly address: string;
  readonly amount: bigint;
  readonly created_at: Date;
  readonly done_at: Date | null;
}

const CLAIMS = `
  select c.verification as id, c.user_id, c.purpose, c.credential_kind as kind, encode(c.credential, 'hex') as hash,
    case when c.outcome <> 'open' then c.outcome when v.state = 'expired' then 'expired' else 'pending' end as state,
    v.address, v.amount, c.created_at, c.done_at
  from account_claim c join verification v on v.id = c.verification`;

/** Of one user, newest first. */
export async function claimsOfUser(db: Queryable, user: string, limit: number): Promise<SeenClaim[]> {
  const { rows } = await db.query<Row>(
    `${CLAIMS} where c.user_id = $1 order by c.created_at desc, c.verification limit $2`,
    [user, limit],
  );
  return rows.map(seen);
}

/** Whose payment is waited for still, newest first. */
export async function pendingClaims(
  db: Queryable,
  { purpose, limit }: { readonly purpose: SeenClaim['purpose']; readonly limit: number },
): Promise<SeenClaim[]> {
  const { rows } = await db.query<Row>(
    `${CLAIMS} where c.purpose = $1 and c.outcome = 'open' and v.state <> 'expired'
     order by c.created_at desc, c.verification limit $2`,
    [purpose, limit],
  );
  return rows.map(seen);
}

/** What was proven last, last first. */
export async function doneClaims(
  db: Queryable,
  { purpose, limit }: { readonly purpose: SeenClaim['purpose']; readonly limit: number },
): Promise<SeenClaim[]> {
  const { rows } = await db.query<Row>(
    `${CLAIMS} where c.purpose = $1 and c.outcome = 'done' order by c.done_at desc, c.verification limit $2`,
    [purpose, limit],
  );
  return rows.map(seen);
}

const seen = (row: Row): SeenClaim => ({
  id: row.id,
  user: row.user_id,
  purpose: row.purpose,
  credential: stakeCredential(credentialKindOf(row.kind), row.hash),
  state: row.state,
  address: row.address,
  amount: lovelace(row.amount),
  requestedAt: row.created_at,
  doneAt: row.done_at,
});
