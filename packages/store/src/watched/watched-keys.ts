import {
  CREDENTIAL_TAG,
  type CredentialHash,
  credentialKindOf,
  credentialText,
  markOf,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { markDocuments } from '../documents/marks.ts';
import { holdHistories } from './history-file.ts';

/** A credential whose reward history is kept drawn. */
export interface WatchedKey {
  readonly credential: StakeCredential;
  /** whether its lifetime sums reach over every epoch that was pivoted; false until the next pivot of paid rewards */
  readonly summed: boolean;
}

/** All of them, in the order of their hashes. */
export async function watchedKeys(db: Queryable): Promise<WatchedKey[]> {
  const { rows } = await db.query<{ kind: number; hash: string; summed: boolean }>(
    `select credential_kind as kind, encode(credential, 'hex') as hash, summed from watched_key order by credential`,
  );
  return rows.map(({ kind, hash, summed }) => ({ credential: stakeCredential(credentialKindOf(kind), hash), summed }));
}

/** Those of `hashes` that are watched, by hash: of two credentials with equal bytes one can be. */
export async function watchedAmong(
  db: Queryable,
  hashes: readonly CredentialHash[],
): Promise<ReadonlyMap<CredentialHash, WatchedKey>> {
  const { rows } = await db.query<{ kind: number; hash: string; summed: boolean }>({
    name: 'watched-among',
    text: `
      select credential_kind as kind, encode(credential, 'hex') as hash, summed
      from unnest($1::text[]) as asked (hash) join watched_key on credential = decode(asked.hash, 'hex')`,
    values: [hashes],
  });
  return new Map(
    rows.map(({ kind, hash, summed }) => {
      const credential = stakeCredential(credentialKindOf(kind), hash);
      return [credential.hash, { credential, summed }];
    }),
  );
}

/**
 * Keeps the histories of these credentials drawn from now on, and has each that was not watched yet drawn whole; those
 * that are watched already cost a look. One that has the bytes of a watched one of the other kind takes its place: clients
 * have one path for both. @returns those that were not watched before
 */
export async function watchKeys(tx: Transaction, credentials: readonly StakeCredential[]): Promise<StakeCredential[]> {
  // In the order of the hashes, so that two who watch the same keys wait for each other instead of deadlocking.
  const asked = [...new Map(credentials.map((one) => [one.hash, one])).values()].sort(byHash);
  if (asked.length === 0) return [];
  await holdHistories(tx);
  const watched = await watchedAmong(
    tx,
    asked.map(({ hash }) => hash),
  );
  const others = [...watched.values()]
    .map(({ credential }) => credential)
    .filter(({ hash, kind }) => asked.some((one) => one.hash === hash && one.kind !== kind));
  await forgetKeys(tx, others);
  const { rows } = await tx.query<{ kind: number; hash: string }>(
    `insert into watched_key (credential_kind, credential)
     select kind, decode(hash, 'hex') from unnest($1::smallint[], $2::text[]) as asked (kind, hash)
     on conflict do nothing returning credential_kind as kind, encode(credential, 'hex') as hash`,
    columnsOf(asked),
  );
  const added = rows.map(({ kind, hash }) => stakeCredential(credentialKindOf(kind), hash));
  await noteAsked(
    tx,
    asked.map(({ hash }) => hash),
    { lockedOnes: 'wait' },
  );
  await markDocuments(tx, added.map(markOf.stakeHistory));
  return added;
}

/**
 * Somebody wants to see these, so they are not forgotten. To the day: whoever looks every minute writes once.
 * @param lockedOnes of keys that are being carried on or forgotten at this moment: to wait for them, or to leave it to the
 * next one who looks
 */
export async function noteAsked(
  db: Queryable,
  hashes: readonly CredentialHash[],
  { lockedOnes }: { readonly lockedOnes: 'wait' | 'skip' },
): Promise<void> {
  await db.query({
    name: `note-asked-${lockedOnes}`,
    text: `
      with seen as (
        select credential from watched_key
        where credential = any(select decode(hash, 'hex') from unnest($1::text[]) as asked (hash))
          and asked_at < now() - interval '1 day'
        order by credential for update ${lockedOnes === 'skip' ? 'skip locked' : ''})
      update watched_key w set asked_at = now() from seen where w.credential = seen.credential`,
    values: [hashes],
  });
}

/** Its documents are taken away. @returns those that were watched */
export async function unwatchKeys(
  tx: Transaction,
  credentials: readonly StakeCredential[],
): Promise<StakeCredential[]> {
  await holdHistories(tx);
  const watched = await watchedAmong(
    tx,
    credentials.map(({ hash }) => hash),
  );
  const gone = credentials.filter(({ hash, kind }) => watched.get(hash)?.credential.kind === kind);
  await tx.query(`delete from watched_key w using ${ASKED} where ${IS_ASKED}`, columnsOf(gone));
  await markGone(tx, gone);
  return gone;
}

/** Drawn anew they are nothing: what was written is taken away. */
const markGone = (tx: Transaction, gone: readonly StakeCredential[]): Promise<void> =>
  markDocuments(tx, [...gone.map(markOf.stakeHistory), ...gone.map(markOf.stakeHistoryFile)]);

/**
 * Those nobody wanted to see in so many days, with their documents. One that somebody wants to see at this moment stays:
 * who waits for his row looks at its day again. @returns how many
 */
export async function unwatchForgotten(tx: Transaction, days: number): Promise<number> {
  await holdHistories(tx);
  const { rows } = await tx.query<{ kind: number; hash: string }>(
    `delete from watched_key where asked_at < now() - make_interval(days => $1)
     returning credential_kind as kind, encode(credential, 'hex') as hash`,
    [days],
  );
  const gone = rows.map(({ kind, hash }) => stakeCredential(credentialKindOf(kind), hash));
  await markGone(tx, gone);
  return gone.length;
}

/**
 * Has a watched key's history made from nothing: drawn whole at once, its sums added up anew by the next pivot.
 * @returns whether it is watched
 */
export async function restartKey(tx: Transaction, credential: StakeCredential): Promise<boolean> {
  await holdHistories(tx);
  const { rows } = await tx.query(
    `update watched_key set summed = false
     where credential_kind = $1 and credential = decode($2, 'hex') returning 1`,
    [CREDENTIAL_TAG[credential.kind], credential.hash],
  );
  if (rows.length === 0) return false;
  await forgetWritten(tx, [credential]);
  await markDocuments(tx, [markOf.stakeHistory(credential), markOf.stakeHistoryFile(credential)]);
  return true;
}

/** Of the other kind: what was written for it stands where the new one's history will stand. */
async function forgetKeys(tx: Transaction, others: readonly StakeCredential[]): Promise<void> {
  if (others.length === 0) return;
  await tx.query(`delete from watched_key w using ${ASKED} where ${IS_ASKED}`, columnsOf(others));
  await forgetWritten(tx, [...others, ...others.map(({ kind, hash }) => stakeCredential(OTHER[kind], hash))]);
}

async function forgetWritten(tx: Transaction, credentials: readonly StakeCredential[]): Promise<void> {
  await tx.query(
    `delete from document_state s using unnest($1::text[]) as asked (subject)
     where s.kind in ('stake_hist', 'stake_history_file')
       and (s.subject = asked.subject or s.subject ~>=~ (asked.subject || '/') and s.subject ~<~ (asked.subject || '0'))`,
    [credentials.map(credentialText)],
  );
}

const OTHER = { key: 'script', script: 'key' } as const;
const ASKED = `unnest($1::smallint[], $2::text[]) as asked (kind, hash)`;
const IS_ASKED = `w.credential_kind = asked.kind and w.credential = decode(asked.hash, 'hex')`;

export const columnsOf = (credentials: readonly StakeCredential[]): [number[], string[]] => [
  credentials.map(({ kind }) => CREDENTIAL_TAG[kind]),
  credentials.map(({ hash }) => hash),
];

const byHash = (a: StakeCredential, b: StakeCredential): number => (a.hash < b.hash ? -1 : 1);
