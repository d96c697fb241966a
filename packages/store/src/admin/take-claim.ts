import { CREDENTIAL_TAG, credentialKindOf, stakeCredential } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { setPassword } from '../accounts/new-password.ts';
import { addressNotHis, claimLost, claimUnknown } from '../errors.ts';
import { type Actor, recordAct } from './acts.ts';
import { takeAddressAsProven } from './take-address.ts';

/**
 * An administrator's word that what a claim waits for was proven, for a payment: the address becomes the user's, or his
 * password the one he asked for, which ends his sessions. Also of one that expired.
 * @param id the verification's
 * @returns what was claimed, and false when it was done already
 * @throws POOLTOOL_CLAIM_UNKNOWN (404), POOLTOOL_CLAIM_LOST (409), POOLTOOL_ADDRESS_OF_ANOTHER (409), POOLTOOL_ADDRESS_NOT_HIS (404)
 */
export async function takeClaimAsProven(
  tx: Transaction,
  { id, user, nowMs }: { readonly id: string; readonly user: Actor; readonly nowMs: number },
): Promise<{ readonly subject: string; readonly purpose: 'address' | 'password'; readonly changed: boolean }> {
  const { rows } = await tx.query<{
    user_id: string;
    purpose: 'address' | 'password';
    kind: number;
    hash: string;
    password_hash: string | null;
    outcome: string;
  }>(
    `select user_id, purpose, credential_kind as kind, encode(credential, 'hex') as hash, password_hash, outcome
     from account_claim where verification = $1`,
    [id],
  );
  const found = rows[0];
  if (found === undefined) throw claimUnknown();
  const { user_id: subject, purpose, outcome } = found;
  if (outcome === 'lost') throw claimLost();
  if (outcome === 'done') return { subject, purpose, changed: false };
  const credential = stakeCredential(credentialKindOf(found.kind), found.hash);
  if (found.password_hash === null) {
    return { subject, purpose, changed: await takeAddressAsProven(tx, { subject, credential, user, nowMs }) };
  }
  await tx.query(`select from account_user where user_id = $1 for no key update`, [subject]);
  const { rowCount: his } = await tx.query(
    `select from user_address where user_id = $1 and credential = decode($2, 'hex') and credential_kind = $3`,
    [subject, credential.hash, CREDENTIAL_TAG[credential.kind]],
  );
  if (his === 0) throw addressNotHis();
  const { rowCount: ended } = await tx.query(
    `update account_claim set outcome = 'done', done_at = to_timestamp($2::float8 / 1000)
     where verification = $1 and outcome = 'open'`,
    [id, nowMs],
  );
  if (ended === 0) return { subject, purpose, changed: false };
  await setPassword(tx, { user: subject, passwordHash: found.password_hash, nowMs });
  await recordAct(tx, { user, deed: 'password-taken', subject, before: null, after: { verification: id }, nowMs });
  return { subject, purpose, changed: true };
}
