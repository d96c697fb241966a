import { credentialKindOf, type DocumentMark, markOf, stakeCredential } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/** The reward histories that somebody looks at: they change whenever a snapshot or an epoch's rewards do. */
export async function watchedKeyMarks(tx: Transaction): Promise<DocumentMark[]> {
  const { rows } = await tx.query<{ credential_kind: number; credential: string }>(
    `select credential_kind, encode(credential, 'hex') as credential from watched_key`,
  );
  return rows.map((row) => markOf.stakeHistory(stakeCredential(credentialKindOf(row.credential_kind), row.credential)));
}
