import { type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { inForce } from './pool-in-force.ts';

/** Why somebody may speak for a pool: it was given to him, or he signed with the VRF key of its registration in force. */
export type Grounds =
  | { readonly kind: 'given' }
  /** 32 bytes as hex */
  | { readonly kind: 'claimed'; readonly vrfKeyHash: string };

export interface SpokenFor {
  readonly pool: PoolId;
  readonly grounds: Grounds;
}

/**
 * Claims that count at this moment, as SQL: user_id, pool_id, vrf_key_hash, of each user and pool one. A claim whose key is in
 * the registration no more is not among them, and is again when it is back: after a roll backward, too.
 * @param where a condition on the row `c`: user_id, pool_id
 */
const standingClaims = (where: string): string => `
  select c.user_id, c.pool_id, c.vrf_key_hash
  from pool_claim c
  cross join lateral ${inForce('c.pool_id')} registered
  where registered.vrf_key_hash = c.vrf_key_hash and ${where}`;

/** All pools that the user may speak for now, by pool. */
export async function poolsSpokenFor(db: Queryable, user: string): Promise<SpokenFor[]> {
  const { rows } = await db.query<{ pool: string; vrf_key_hash: string | null }>({
    name: 'pools-spoken-for',
    text: `
      select distinct on (pool_id) encode(pool_id, 'hex') as pool, encode(vrf_key_hash, 'hex') as vrf_key_hash from (
        select pool_id, null::bytea as vrf_key_hash from operator_pool where user_id = $1
        union all select pool_id, vrf_key_hash from (${standingClaims('c.user_id = $1')}) claims) spoken
      order by pool_id, vrf_key_hash nulls first`,
    values: [user],
  });
  return rows.map(({ pool, vrf_key_hash: vrfKeyHash }) => ({
    pool: poolId(pool),
    grounds: vrfKeyHash === null ? { kind: 'given' } : { kind: 'claimed', vrfKeyHash },
  }));
}

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
