import { credentialKindOf, stakeCredential } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { completeClaims } from '../accounts/complete-claims.ts';

/** More are never proven between two looks. */
const MOST = 200;

/**
 * Does what payments on our chain proved and nobody has asked about since: who looks at claims sees no paid one wait.
 * @param subject only this user's; undefined: everybody's
 */
export async function completeProven(tx: Transaction, nowMs: number, subject?: string): Promise<void> {
  const { rows } = await tx.query<{ kind: number; hash: string }>(
    `select distinct c.credential_kind as kind, encode(c.credential, 'hex') as hash
     from account_claim c join verification v on v.id = c.verification
     where c.outcome = 'open' and v.state = 'verified' and ($1::uuid is null or c.user_id = $1)
     order by hash, kind limit ${MOST}`,
    [subject ?? null],
  );
  for (const { kind, hash } of rows) await completeClaims(tx, stakeCredential(credentialKindOf(kind), hash), nowMs);
}
