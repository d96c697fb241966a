import { CREDENTIAL_TAG, type StakeCredential } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { revokeSessionsOf } from './sessions.ts';

interface ProvenClaim {
  readonly verification: string;
  readonly user_id: string;
  readonly purpose: 'address' | 'password';
  readonly password_hash: string | null;
}

/**
 * Does what payments for this address proved, in the order of the chain: whoever proved it first has it, and of several
 * new passwords the last one paid for stays. Doing so again, or at once from two sides, changes nothing: a claim is
 * done once, and an address has one row. Call it before anything is said or done by whose the address is.
 *
 * Proven is proven: a roll backward that undoes the payment takes nothing back, because its signature was the payer's.
 */
export async function completeClaims(tx: Transaction, credential: StakeCredential, nowMs: number): Promise<void> {
  const key = [credential.hash, CREDENTIAL_TAG[credential.kind]] as const;
  const { rows } = await tx.query<ProvenClaim>(
    `select c.verification, c.user_id, c.purpose, c.password_hash
     from account_claim c join verification v on v.id = c.verification
     where c.credential = decode($1, 'hex') and c.credential_kind = $2 and c.outcome = 'open' and v.state = 'verified'
     order by v.proof_slot, c.created_at, c.verification
     for update of c`,
    key,
  );
  for (const proven of rows) {
    const done = await complete(tx, proven, { key, nowMs });
    await tx.query(`update account_claim set outcome = $2, done_at = $3 where verification = $1`, [
      proven.verification,
      done ? 'done' : 'lost',
      new Date(nowMs),
    ]);
  }
}

async function complete(
  tx: Transaction,
  { user_id: user, purpose, password_hash: passwordHash }: ProvenClaim,
  { key, nowMs }: { readonly key: readonly [string, number]; readonly nowMs: number },
): Promise<boolean> {
  const [hash, kind] = key;
  if (purpose === 'address') {
    await tx.query(
      `insert into user_address (credential, credential_kind, user_id, proven_at)
       values (decode($1, 'hex'), $2, $3, $4) on conflict do nothing`,
      [hash, kind, user, new Date(nowMs)],
    );
  }
  const { rowCount } = await tx.query(
    `select from user_address where credential = decode($1, 'hex') and credential_kind = $2 and user_id = $3`,
    [hash, kind, user],
  );
  if (rowCount !== 1) return false;
  if (passwordHash !== null) {
    await tx.query(`update account_user set password_hash = $2 where user_id = $1`, [user, passwordHash]);
    await revokeSessionsOf(tx, user, nowMs);
  }
  return true;
}
