import { CREDENTIAL_TAG, credentialKindOf, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { setAuthority } from '../admin/set-authority.ts';
import type { Authority } from './users.ts';

/** A user of the old backend, with what it says he proved. */
export interface OldUser {
  /** UUID */
  readonly user: string;
  /** bcrypt */
  readonly passwordHash: string;
  readonly createdAtMs: number;
  readonly addresses: readonly { readonly credential: StakeCredential; readonly provenAtMs: number }[];
  /** by address; taken with a new user only, for who is here already may have taken a name away */
  readonly nicknames: Readonly<Record<string, string>>;
  readonly authority: Authority;
}

export interface ImportedUsers {
  readonly users: number;
  readonly addresses: number;
  readonly authorities: number;
  /** ids that somebody else has here */
  readonly usersRefused: readonly string[];
  /** addresses that somebody else has proven here, and whose they were */
  readonly addressesRefused: readonly { readonly user: string; readonly credential: StakeCredential }[];
}

/**
 * Takes users in; again, it changes nothing. Who is here already keeps his password, his names and what he proved. An id is
 * no proof: the app chooses its own, so whoever knew an old one may have registered it. Only who has the old hash still, or
 * one of the addresses, is taken for the same.
 * @param withAuthority gives those who have none here the authority they had
 */
export async function importUsers(
  tx: Transaction,
  users: readonly OldUser[],
  { nowMs, withAuthority }: { readonly nowMs: number; readonly withAuthority: boolean },
): Promise<ImportedUsers> {
  const created = await createThose(tx, users);
  const same = new Set([...created, ...(await sameUsers(tx, users))]);
  const known = users.filter(({ user }) => same.has(user));
  const addresses = await giveAddresses(tx, known);
  return {
    users: created.length,
    addresses,
    authorities: withAuthority ? await giveAuthority(tx, known, nowMs) : 0,
    usersRefused: users.map(({ user }) => user).filter((user) => !same.has(user)),
    addressesRefused: await notGiven(tx, known),
  };
}

async function createThose(tx: Transaction, users: readonly OldUser[]): Promise<string[]> {
  const { rows } = await tx.query<{ user_id: string }>(
    `insert into account_user (user_id, password_hash, created_at, settings)
     select user_id, password_hash, to_timestamp(created_ms / 1000), jsonb_build_object('addressNicknames', names)
     from unnest($1::uuid[], $2::text[], $3::float8[], $4::jsonb[]) as u (user_id, password_hash, created_ms, names)
     order by user_id on conflict do nothing returning user_id`,
    [
      users.map(({ user }) => user),
      users.map(({ passwordHash }) => passwordHash),
      users.map(({ createdAtMs }) => createdAtMs),
      users.map(({ nicknames }) => JSON.stringify(nicknames)),
    ],
  );
  return rows.map(({ user_id: user }) => user);
}

async function sameUsers(tx: Transaction, users: readonly OldUser[]): Promise<string[]> {
  const { rows } = await tx.query<{ user_id: string }>(
    `select distinct u.user_id from unnest($1::uuid[], $2::text[]) as old (user_id, password_hash)
     join account_user u on u.user_id = old.user_id and u.password_hash = old.password_hash
     union
     select a.user_id from unnest($3::uuid[], $4::text[], $5::int2[]) as had (user_id, hash, kind)
     join user_address a on a.user_id = had.user_id and a.credential = decode(had.hash, 'hex') and a.credential_kind = had.kind`,
    [users.map(({ user }) => user), users.map(({ passwordHash }) => passwordHash), ...columnsOf(users)],
  );
  return rows.map(({ user_id: user }) => user);
}

async function giveAddresses(tx: Transaction, users: readonly OldUser[]): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into user_address (credential, credential_kind, user_id, proven_at)
     select decode(hash, 'hex'), kind, user_id, to_timestamp(proven_ms / 1000)
     from unnest($1::uuid[], $2::text[], $3::int2[], $4::float8[]) as had (user_id, hash, kind, proven_ms)
     order by hash, kind on conflict do nothing`,
    [...columnsOf(users), users.flatMap(({ addresses }) => addresses.map(({ provenAtMs }) => provenAtMs))],
  );
  return rowCount ?? 0;
}

async function notGiven(tx: Transaction, users: readonly OldUser[]): Promise<ImportedUsers['addressesRefused']> {
  const { rows } = await tx.query<{ user_id: string; hash: string; kind: number }>(
    `select had.user_id, hash, kind from unnest($1::uuid[], $2::text[], $3::int2[]) as had (user_id, hash, kind)
     join user_address a on a.credential = decode(hash, 'hex') and a.credential_kind = kind
     where a.user_id <> had.user_id order by hash, kind`,
    [...columnsOf(users)],
  );
  return rows.map(({ user_id: user, hash, kind }) => ({
    user,
    credential: stakeCredential(credentialKindOf(kind), hash),
  }));
}

async function giveAuthority(tx: Transaction, users: readonly OldUser[], nowMs: number): Promise<number> {
  const { rows } = await tx.query<{ user_id: string }>(
    `select user_id from account_user where user_id = any($1::uuid[]) and authority = 'user' order by user_id`,
    [users.filter(({ authority }) => authority !== 'user').map(({ user }) => user)],
  );
  const had = new Map(users.map(({ user, authority }) => [user, authority]));
  for (const { user_id: subject } of rows)
    await setAuthority(tx, { subject, authority: had.get(subject) ?? 'user', user: null, nowMs });
  return rows.length;
}

const columnsOf = (users: readonly OldUser[]) => {
  const each = users.flatMap(({ user, addresses }) => addresses.map(({ credential }) => ({ user, credential })));
  return [
    each.map(({ user }) => user),
    each.map(({ credential }) => credential.hash),
    each.map(({ credential }) => CREDENTIAL_TAG[credential.kind]),
  ] as const;
};
