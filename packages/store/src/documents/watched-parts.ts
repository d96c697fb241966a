import { credentialKindOf, type DocumentMark, type Epoch, markOf, stakeCredential } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';

/**
 * One epoch in the histories that somebody looks at: of the keys that have a part in it, and of those that had one when it
 * was drawn last. What the archive holds of an epoch does not change.
 */
export async function watchedPartMarks(tx: Transaction, of: Epoch): Promise<DocumentMark[]> {
  const { rows } = await tx.query<{ kind: number; hash: string }>(
    `select credential_kind as kind, encode(credential, 'hex') as hash from watched_key w
     where exists (
         select from stake_snapshot s
         where s.active_epoch = $1 and s.credential = w.credential and s.credential_kind = w.credential_kind)
       or exists (
         select from account_reward r
         where r.earned_epoch = $1 and r.credential = w.credential and r.credential_kind = w.credential_kind)
       or exists (
         select from document_state d
         where d.kind = 'stake_hist' and d.subject =
           case w.credential_kind when 0 then 'key:' else 'script:' end || encode(w.credential, 'hex') || '/' || $1::int)`,
    [of],
  );
  return rows.map(({ kind, hash }) => markOf.stakeHistoryPart(stakeCredential(credentialKindOf(kind), hash), of));
}
