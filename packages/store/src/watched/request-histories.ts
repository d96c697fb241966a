import { type CredentialHash, markOf, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { tooManyKeys } from '../errors.ts';
import { holdHistories, withoutFile } from './history-file.ts';
import { watchKeys } from './watched-keys.ts';

/** In one call: the website asks for five, an old one for all addresses of a user. */
export const MOST_KEYS_ASKED = 100;

/**
 * What POST /pivotrewards does: these histories are watched from now on, and the files of those that have none that is up
 * to date are drawn. Asked for again, it costs two look-ups. @throws POOLTOOL_TOO_MANY_KEYS (reject)
 */
export async function requestHistories(
  tx: Transaction,
  hashes: readonly CredentialHash[],
): Promise<readonly StakeCredential[]> {
  if (hashes.length > MOST_KEYS_ASKED) {
    throw tooManyKeys({ message: `${hashes.length} keys; at most ${MOST_KEYS_ASKED} can be asked for at once` });
  }
  if (hashes.length === 0) return [];
  await holdHistories(tx);
  const credentials = await credentialsOf(tx, [...new Set(hashes)]);
  await watchKeys(tx, credentials);
  await markDocuments(tx, (await withoutFile(tx, credentials)).map(markOf.stakeHistoryFile));
  return credentials;
}

/**
 * Which credential a client means that knows its 56 hex digits only: the one that delegates. Nobody can delegate with a
 * hash of which he has neither the key nor the script, while anybody can name such a hash as a pool's reward account, so
 * what was only ever paid does not count. Where neither does any more it is the one that is watched, which did: whoever
 * ends his delegation keeps his history. A key where nothing is known.
 */
export async function credentialsOf(db: Queryable, hashes: readonly CredentialHash[]): Promise<StakeCredential[]> {
  const { rows } = await db.query<{ hash: string; script: boolean }>({
    name: 'credentials-of',
    text: `
      with newest as (select max(active_epoch) as epoch from snapshot_epoch), delegating as (
        select asked.hash, kind,
          exists (select from account a
            where a.credential = decode(asked.hash, 'hex') and a.credential_kind = kind and a.pool_id is not null)
          or exists (select from stake_snapshot s
            where s.active_epoch = (select epoch from newest) and s.credential = decode(asked.hash, 'hex')
              and s.credential_kind = kind) as so,
          exists (select from watched_key w
            where w.credential = decode(asked.hash, 'hex') and w.credential_kind = kind) as watched
        from unnest($1::text[]) as asked (hash) cross join (values (0), (1)) as kinds (kind))
      select hash, bool_or((so or watched) and kind = 1) and not bool_or(so and kind = 0) as script
      from delegating group by hash`,
    values: [hashes],
  });
  const script = new Set(rows.filter((row) => row.script).map(({ hash }) => hash));
  return hashes.map((hash) => stakeCredential(script.has(hash) ? 'script' : 'key', hash));
}
