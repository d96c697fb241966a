import { CREDENTIAL_TAG, type Lovelace, lovelace, type Network, type StakeCredential } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { tooManyClaims, verificationClash } from '../errors.ts';
import { requestVerification } from '../verifications/request-verification.ts';

/** What is to be done once a payment proves the address. */
export type ClaimPurpose =
  | { readonly kind: 'address' }
  /** of the new password */
  | { readonly kind: 'password'; readonly passwordHash: string };

export interface NewClaim {
  readonly network: Network;
  /** UUID */
  readonly user: string;
  readonly credential: StakeCredential;
  readonly purpose: ClaimPurpose;
  /** ours, bech32 */
  readonly address: string;
  /** another one each time, for the n-th time from 1 on; taken ones are passed over */
  readonly amount: (drawn: number) => Lovelace;
  readonly nowMs: number;
  readonly lastsMs: number;
}

/** What is to be paid, where, until when. */
export interface PaymentDue {
  readonly verification: string;
  readonly address: string;
  readonly amount: Lovelace;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

/** Each block is looked through for all of them. */
const MOST_OPEN = 20_000;
/** Amounts tried before giving up. Who draws from few draws from more of them when they are taken. */
const MOST_DRAWN = 10;

/**
 * Waits for a payment that proves the address, or goes on waiting for the one this user was told of: of an address only,
 * because who asks for another password must be told another amount, or he would pay for what somebody else asked for.
 * @throws POOLTOOL_TOO_MANY_CLAIMS (503)
 */
export async function claim(tx: Transaction, given: NewClaim): Promise<PaymentDue> {
  const { network, user, credential, purpose, address, nowMs, lastsMs } = given;
  // Two requests of one user would wait for two payments.
  await tx.query(`select from account_user where user_id = $1 for update`, [user]);
  if (purpose.kind === 'address') {
    const due = await openClaim(tx, given);
    if (due !== null) return due;
  }
  const { rows } = await tx.query<{ open: bigint }>(`select count(*) as open from verification where open`);
  if ((rows[0]?.open ?? 0n) >= BigInt(MOST_OPEN)) throw tooManyClaims();
  const requestedAt = new Date(nowMs);
  const expiresAt = new Date(nowMs + lastsMs);
  for (let drawn = 1; ; drawn += 1) {
    const amount = given.amount(drawn);
    try {
      const verification = await requestVerification(tx, {
        network,
        credential,
        address,
        amount,
        requestedAt,
        expiresAt,
      });
      await tx.query(
        `insert into account_claim (verification, user_id, credential_kind, credential, purpose, password_hash, created_at)
         values ($1, $2, $3, decode($4, 'hex'), $5, $6, $7)`,
        [
          verification,
          user,
          CREDENTIAL_TAG[credential.kind],
          credential.hash,
          purpose.kind,
          purpose.kind === 'password' ? purpose.passwordHash : null,
          requestedAt,
        ],
      );
      return { verification, address, amount, requestedAt, expiresAt };
    } catch (error) {
      if (!verificationClash.is(error)) throw error;
      if (drawn >= MOST_DRAWN) throw tooManyClaims({ cause: error });
    }
  }
}

async function openClaim(
  db: Queryable,
  { user, credential, address, nowMs }: Pick<NewClaim, 'user' | 'credential' | 'address' | 'nowMs'>,
): Promise<PaymentDue | null> {
  const { rows } = await db.query<{
    id: string;
    address: string;
    amount: bigint;
    requested_at: Date;
    expires_at: Date;
  }>(
    `select v.id, v.address, v.amount, v.requested_at, v.expires_at
     from account_claim c join verification v on v.id = c.verification
     where c.user_id = $1 and c.credential = decode($2, 'hex') and c.credential_kind = $3
       and c.purpose = 'address' and c.outcome = 'open' and v.open and v.state in ('pending', 'payer-unknown')
       and v.expires_at > $4 and v.address = $5
     order by v.expires_at desc, v.id limit 1`,
    [user, credential.hash, CREDENTIAL_TAG[credential.kind], new Date(nowMs), address.toLowerCase()],
  );
  const row = rows[0];
  return row === undefined
    ? null
    : {
        verification: row.id,
        address: row.address,
        amount: lovelace(row.amount),
        requestedAt: row.requested_at,
        expiresAt: row.expires_at,
      };
}
