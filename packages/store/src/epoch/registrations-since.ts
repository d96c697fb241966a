import { credentialKindOf, type Slot, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A credential whose registration changed after a slot, and whether it was registered before that. */
export interface RegistrationChange {
  readonly credential: StakeCredential;
  readonly registeredBefore: boolean;
}

/**
 * Credentials that registered or deregistered from `from` to `to`, both included. The first certificate tells the state
 * before it: who deregisters was registered, who registers was not.
 */
export async function registrationChanges(
  db: Queryable,
  { from, to }: { readonly from: Slot; readonly to: Slot },
): Promise<RegistrationChange[]> {
  const { rows } = await db.query<{ credential_kind: number; credential: string; kind: number }>(
    `select distinct on (credential, credential_kind) credential_kind, encode(credential, 'hex') as credential, kind
     from stake_certificate where slot between $1 and $2 and kind in (0, 1)
     order by credential, credential_kind, slot, transaction_index, certificate_index, effect`,
    [from, to],
  );
  return rows.map((row) => ({
    credential: stakeCredential(credentialKindOf(row.credential_kind), row.credential),
    registeredBefore: row.kind === 1,
  }));
}
