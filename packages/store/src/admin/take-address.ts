import { CREDENTIAL_TAG, credentialText, type StakeCredential } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { revokeSessionsOf } from '../accounts/sessions.ts';
import { addressNotHis, addressOfAnother, administratorNeedsAddress, userUnknown } from '../errors.ts';
import { type Actor, recordAct } from './acts.ts';

interface OfUser {
  /** UUID: whose it becomes, or was */
  readonly subject: string;
  readonly credential: StakeCredential;
  readonly user: Actor;
  readonly nowMs: number;
}

/**
 * An administrator's word that the address is this user's, for a payment. Whoever else waits to prove it does not get
 * it any more. @returns false: it was his already, and nothing was changed
 * @throws POOLTOOL_USER_UNKNOWN (404), POOLTOOL_ADDRESS_OF_ANOTHER (409)
 */
export async function takeAddressAsProven(
  tx: Transaction,
  { subject, credential, user, nowMs }: OfUser,
): Promise<boolean> {
  const { rowCount: users } = await tx.query(`select from account_user where user_id = $1 for no key update`, [
    subject,
  ]);
  if (users === 0) throw userUnknown();
  const key = [credential.hash, CREDENTIAL_TAG[credential.kind]] as const;
  const { rowCount: added } = await tx.query(
    `insert into user_address (credential, credential_kind, user_id, proven_at)
     values (decode($1, 'hex'), $2, $3, to_timestamp($4::float8 / 1000)) on conflict do nothing`,
    [...key, subject, nowMs],
  );
  const { rows } = await tx.query<{ user_id: string }>(
    `select user_id from user_address where credential = decode($1, 'hex') and credential_kind = $2`,
    key,
  );
  if (rows[0]?.user_id !== subject) throw addressOfAnother();
  await tx.query(
    `update account_claim set outcome = case when user_id = $3 then 'done' else 'lost' end, done_at = to_timestamp($4::float8 / 1000)
     where credential = decode($1, 'hex') and credential_kind = $2 and purpose = 'address' and outcome = 'open'`,
    [...key, subject, nowMs],
  );
  if (added === 0) return false;
  await recordAct(tx, {
    user,
    deed: 'address-taken',
    subject,
    before: null,
    after: { address: credentialText(credential) },
    nowMs,
  });
  return true;
}

/**
 * The address is this user's no more. Who signed in by it must not stay signed in: all his sessions end.
 * An administrator keeps one, because without he could not sign in.
 * @throws POOLTOOL_USER_UNKNOWN (404), POOLTOOL_ADDRESS_NOT_HIS (404), POOLTOOL_ADMINISTRATOR_NEEDS_ADDRESS (409)
 */
export async function dropAddress(tx: Transaction, { subject, credential, user, nowMs }: OfUser): Promise<void> {
  const { rows } = await tx.query<{ authority: string; addresses: bigint }>(
    `select authority from account_user where user_id = $1 for no key update`,
    [subject],
  );
  const found = rows[0];
  if (found === undefined) throw userUnknown();
  const { rowCount } = await tx.query(
    `delete from user_address where credential = decode($1, 'hex') and credential_kind = $2 and user_id = $3`,
    [credential.hash, CREDENTIAL_TAG[credential.kind], subject],
  );
  if (rowCount === 0) throw addressNotHis();
  const left = await tx.query(`select from user_address where user_id = $1 limit 1`, [subject]);
  if (left.rowCount === 0 && found.authority === 'administrator') throw administratorNeedsAddress();
  await revokeSessionsOf(tx, subject, nowMs);
  await recordAct(tx, {
    user,
    deed: 'address-dropped',
    subject,
    before: { address: credentialText(credential) },
    after: null,
    nowMs,
  });
}
