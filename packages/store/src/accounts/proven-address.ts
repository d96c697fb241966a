import { CREDENTIAL_TAG, type StakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** Since when the address is proven; null: it is nobody's. */
export async function addressProvenAt(db: Queryable, { kind, hash }: StakeCredential): Promise<Date | null> {
  const { rows } = await db.query<{ proven_at: Date }>(
    `select proven_at from user_address where credential = decode($1, 'hex') and credential_kind = $2`,
    [hash, CREDENTIAL_TAG[kind]],
  );
  return rows[0]?.proven_at ?? null;
}
