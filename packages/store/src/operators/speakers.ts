import { credentialKindOf, type PoolId, poolId, type StakeCredential, stakeCredential } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { inForce, isNamedBy } from './pool-in-force.ts';

/** Why somebody may speak for a pool: it was given to him, or addresses that he proved stand in its registration in force. */
export type Grounds =
  | { readonly kind: 'given' }
  /** at least one */
  | { readonly kind: 'claimed'; readonly by: readonly StakeCredential[] };

export interface SpokenFor {
  readonly pool: PoolId;
  readonly grounds: Grounds;
}

/**
 * Claims that count at this moment, as SQL: user_id, pool_id, `proven` (their addresses, jsonb). A claim whose addresses are
 * in the registration no more is not among them, and is again when they are back: after a roll backward, too.
 * @param where a condition on the row `c`
 * @param claims `c`: user_id, pool_id; absent: those that were made
 */
const standingClaims = (where: string, claims = 'pool_claim'): string => `
  select c.user_id, c.pool_id, proven.proven
  from ${claims} c
  cross join lateral ${inForce('c.pool_id')} registered
  cross join lateral (
    select jsonb_agg(jsonb_build_object('kind', a.credential_kind, 'hash', encode(a.credential, 'hex'))
             order by a.credential, a.credential_kind) as proven
    from user_address a where a.user_id = c.user_id and ${isNamedBy('a', 'registered')}) proven
  where proven.proven is not null and ${where}`;

/** All pools that the user may speak for now, by pool. */
export async function poolsSpokenFor(db: Queryable, user: string): Promise<SpokenFor[]> {
  const { rows } = await db.query<{ pool: string; proven: Proven | null }>({
    name: 'pools-spoken-for',
    text: `
      select distinct on (pool_id) encode(pool_id, 'hex') as pool, proven from (
        select pool_id, null::jsonb as proven from operator_pool where user_id = $1
        union all select pool_id, proven from (${standingClaims('c.user_id = $1')}) claims) spoken
      order by pool_id, proven nulls first`,
    values: [user],
  });
  return rows.map(({ pool, proven }) => ({
    pool: poolId(pool),
    grounds: proven === null ? { kind: 'given' } : { kind: 'claimed', by: credentialsIn(proven) },
  }));
}

/** Which addresses of the user's stand in the pool's registration in force: with one of them a claim of it would count. */
export async function provenOf(
  db: Queryable,
  { user, pool }: { readonly user: string; readonly pool: PoolId },
): Promise<StakeCredential[]> {
  const { rows } = await db.query<{ proven: Proven }>({
    name: 'proven-of-pool',
    text: standingClaims('true', `(select $1::uuid as user_id, decode($2, 'hex') as pool_id)`),
    values: [user, pool],
  });
  return credentialsIn(rows[0]?.proven ?? []);
}

type Proven = readonly { readonly kind: number; readonly hash: string }[];

const credentialsIn = (proven: Proven): StakeCredential[] =>
  proven.map(({ kind, hash }) => stakeCredential(credentialKindOf(Number(kind)), hash));

/** Whether the user may speak for this pool now: it is his, or he is an administrator. */
export async function speaksFor(
  db: Queryable,
  { user, pool }: { readonly user: string; readonly pool: PoolId },
): Promise<boolean> {
  const { rows } = await db.query<{ speaks: boolean }>({
    name: 'speaks-for',
    text: `
      select exists (select from operator_pool where user_id = $1 and pool_id = decode($2, 'hex'))
        or exists (select from account_user where user_id = $1 and authority = 'administrator')
        or exists (${standingClaims(`c.user_id = $1 and c.pool_id = decode($2, 'hex')`)}) as speaks`,
    values: [user, pool],
  });
  return rows[0]?.speaks === true;
}

/** Of everybody, by user. */
export async function poolsOfEverybody(db: Queryable): Promise<ReadonlyMap<string, ReadonlySet<PoolId>>> {
  const { rows } = await db.query<{ user_id: string; pools: string[] }>({
    name: 'pools-of-everybody',
    text: `
      select user_id, array_agg(encode(pool_id, 'hex')) as pools from (
        select user_id, pool_id from operator_pool
        union select user_id, pool_id from (${standingClaims('true')}) claims) spoken
      group by user_id`,
  });
  return new Map(rows.map((row) => [row.user_id, new Set(row.pools.map(poolId))]));
}

/** Of these users, by user: those who have none are not among them. */
export async function poolsOfUsers(
  db: Queryable,
  users: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<PoolId>>> {
  const { rows } = await db.query<{ user_id: string; pools: string[] }>({
    name: 'pools-of-users',
    text: `
      select user_id, array_agg(encode(pool_id, 'hex')) as pools from (
        select user_id, pool_id from operator_pool where user_id = any($1::uuid[])
        union select user_id, pool_id from (${standingClaims('c.user_id = any($1::uuid[])')}) claims) spoken
      group by user_id`,
    values: [users],
  });
  return new Map(rows.map((row) => [row.user_id, new Set(row.pools.map(poolId))]));
}

/** UUIDs of those who claimed pools: what they may speak for changes with the chain, which tells nobody. */
export async function claimants(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ user_id: string }>(`select distinct user_id from pool_claim order by user_id`);
  return rows.map(({ user_id: user }) => user);
}
