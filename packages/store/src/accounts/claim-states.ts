import { CREDENTIAL_TAG, type Lovelace, lovelace, type StakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** How a claim to an address stands. */
export interface ClaimState {
  /** UUID */
  readonly user: string;
  readonly purpose: 'address' | 'password';
  readonly outcome: 'open' | 'done' | 'lost';
  /** an open one that cannot be done any more: nobody paid in time */
  readonly expired: boolean;
  readonly address: string;
  readonly amount: Lovelace;
  readonly requestedAt: Date;
  readonly doneAt: Date | null;
}

/** The newest claims to an address, newest first: more than anybody asks about. */
const MOST = 50;

export async function claimStates(db: Queryable, { kind, hash }: StakeCredential): Promise<ClaimState[]> {
  const { rows } = await db.query<{
    user_id: string;
    purpose: 'address' | 'password';
    outcome: 'open' | 'done' | 'lost';
    expired: boolean;
    address: string;
    amount: bigint;
    created_at: Date;
    done_at: Date | null;
  }>(
    `select c.user_id, c.purpose, c.outcome, c.outcome = 'open' and v.state = 'expired' as expired,
            v.address, v.amount, c.created_at, c.done_at
     from account_claim c join verification v on v.id = c.verification
     where c.credential = decode($1, 'hex') and c.credential_kind = $2
     order by c.created_at desc, c.verification limit ${MOST}`,
    [hash, CREDENTIAL_TAG[kind]],
  );
  return rows.map((row) => ({
    user: row.user_id,
    purpose: row.purpose,
    outcome: row.outcome,
    expired: row.expired,
    address: row.address,
    amount: lovelace(row.amount),
    requestedAt: row.created_at,
    doneAt: row.done_at,
  }));
}
