import { CREDENTIAL_TAG, type StakeCredential } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { setPassword } from './new-password.ts';

interface ProvenClaim {
  readonly verification: string;
  readonly user_id: string;
  readonly purpose: 'address' | 'password';
  readonly password_hash: string | null;
  readonly proof_slot: bigint | null;
}

/**
 * Does what payments for this address proved, in the order of the chain: whoever proved it first has it, and of several
 * new passwords the last one paid for stays, by whichever of his addresses. Doing so again, or at once from two sides, changes nothing: a claim is
 * done once, and an address has one row. Call it before anything is said or done by whose the address is.
 *
 * Whoever has authority, a pool or a key is not given another password by a payment: anybody can pay from an address with
 * somebody else's stake part (docs/operations.md, Account verification). An administrator's word does it.
 *
 * Proven is proven: a roll backward that undoes the payment takes nothing back, because its signature was the payer's.
 */
export async function completeClaims(tx: Transaction, credential: StakeCredential, nowMs: number): Promise<void> {
  const key = [credential.hash, CREDENTIAL_TAG[credential.kind]] as const;
  const { rows } = await tx.query<ProvenClaim>(
    `select c.verification, c.user_id, c.purpose, c.password_hash, v.proof_slot
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
  { user_id: user, purpose, password_hash: passwordHash, proof_slot: proofSlot }: ProvenClaim,
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
  if (passwordHash === null) return true;
  if (!(await maySetByPayment(tx, { user, proofSlot, nowMs }))) return false;
  await setPassword(tx, { user, passwordHash, nowMs });
  return true;
}

/** With nothing that is worth stealing, and without a password that was paid for later. His row is held, so that his authority stays what it is. */
async function maySetByPayment(
  tx: Transaction,
  { user, proofSlot, nowMs }: { readonly user: string; readonly proofSlot: bigint | null; readonly nowMs: number },
): Promise<boolean> {
  const plain = await tx.query(`select from account_user where user_id = $1 and authority = 'user' for no key update`, [
    user,
  ]);
  if (plain.rowCount !== 1) return false;
  if (await hasMoreThanAnAccount(tx, { user, nowMs })) return false;
  const later = await tx.query(
    `select from account_claim c join verification v on v.id = c.verification
     where c.user_id = $1 and c.purpose = 'password' and c.outcome = 'done' and v.proof_slot > $2 limit 1`,
    [user, proofSlot],
  );
  return later.rowCount === 0;
}

/** Pools, claims also of registrations that are not in force, or keys that are valid. */
async function hasMoreThanAnAccount(
  tx: Transaction,
  { user, nowMs }: { readonly user: string; readonly nowMs: number },
): Promise<boolean> {
  const { rows } = await tx.query<{ has: boolean }>(
    `select exists (select from operator_pool where user_id = $1)
       or exists (select from pool_claim where user_id = $1)
       or exists (select from zapier_key where user_id = $1)
       or exists (select from api_key where user_id = $1
                  and (revoked_at is null or revoked_at > to_timestamp($2::float8 / 1000))) as has`,
    [user, nowMs],
  );
  return rows[0]?.has === true;
}
