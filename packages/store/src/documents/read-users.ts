import { type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import type { Authority } from '../accounts/users.ts';
import { poolsOfUsers } from '../operators/speakers.ts';

/** What clients of Firebase may see of a user who has proven an address. */
export interface ShownUser {
  readonly authority: Authority;
  /** 56 hex characters each, sorted */
  readonly addresses: readonly string[];
  /** by address; also of addresses that are not his */
  readonly nicknames: Readonly<Record<string, string>>;
  /** that he may speak for now, sorted */
  readonly pools: readonly PoolId[];
  /** those that are valid without an end, never the keys themselves: nothing draws them anew when an end has come */
  readonly keys: readonly { readonly name: string; readonly label: string; readonly shown: string }[];
  /** the live stake of his addresses, lovelace by pool and address */
  readonly delegations: ReadonlyMap<PoolId, ReadonlyMap<string, bigint>>;
}

/** What may still be shown of a user and should not, unless it came back. */
export interface GoneOfUser {
  readonly addresses: readonly string[];
  /** addresses that have no name any more */
  readonly names: readonly string[];
}

export interface UsersForDocuments {
  /** those who have an address, by id */
  readonly shown: ReadonlyMap<string, ShownUser>;
  readonly gone: ReadonlyMap<string, GoneOfUser>;
}

/** @param users UUIDs, of anybody: of whom there is nothing, nothing is told */
export async function usersForDocuments(db: Queryable, users: readonly string[]): Promise<UsersForDocuments> {
  if (users.length === 0) return { shown: new Map(), gone: new Map() };
  const shown = await db.query<{
    user_id: string;
    authority: Authority;
    nicknames: Record<string, string> | null;
    addresses: string[];
    keys: { name: string; label: string; shown: string }[];
    staked: { pool: string; hash: string; stake: string }[];
  }>({
    name: 'users-for-documents',
    text: `
      select user_id, authority, settings -> 'addressNicknames' as nicknames,
        array(select distinct encode(credential, 'hex') as hash from user_address a where a.user_id = u.user_id
              order by hash) as addresses,
        coalesce((select jsonb_agg(jsonb_build_object('name', left(encode(key_hash, 'hex'), 16), 'label', label,
                    'shown', shown) order by key_hash)
                  from api_key k where k.user_id = u.user_id and revoked_at is null), '[]') as keys,
        coalesce((select jsonb_agg(jsonb_build_object('pool', pool, 'hash', hash, 'stake', stake) order by pool, hash)
                  from (select encode(l.pool_id, 'hex') as pool, encode(credential, 'hex') as hash,
                          sum(outputs::numeric + rewards)::text as stake
                        from user_address a join live_stake l using (credential, credential_kind)
                        where a.user_id = u.user_id group by 1, 2) live), '[]') as staked
      from account_user u
      where user_id = any($1::uuid[]) and exists (select from user_address a where a.user_id = u.user_id)`,
    values: [users],
  });
  const pools = await poolsOfUsers(db, users);
  return {
    shown: new Map(
      shown.rows.map(({ user_id: user, nicknames, staked, ...rest }) => [
        user,
        {
          ...rest,
          nicknames: nicknames ?? {},
          pools: [...(pools.get(user) ?? [])].sort(),
          delegations: delegationsOf(staked),
        },
      ]),
    ),
    gone: await goneOf(db, users),
  };
}

function delegationsOf(
  staked: readonly { readonly pool: string; readonly hash: string; readonly stake: string }[],
): ReadonlyMap<PoolId, ReadonlyMap<string, bigint>> {
  const byPool = Map.groupBy(staked, ({ pool }) => poolId(pool));
  return new Map([...byPool].map(([pool, of]) => [pool, new Map(of.map(({ hash, stake }) => [hash, BigInt(stake)]))]));
}

async function goneOf(db: Queryable, users: readonly string[]): Promise<ReadonlyMap<string, GoneOfUser>> {
  const { rows } = await db.query<{ user_id: string; addresses: string[]; names: string[] }>({
    name: 'gone-of-users',
    text: `
      select user_id, coalesce(array_agg(hash order by hash) filter (where not named), '{}') as addresses,
        coalesce(array_agg(hash order by hash) filter (where named), '{}') as names
      from user_document_gone where user_id = any($1::uuid[]) group by user_id`,
    values: [users],
  });
  return new Map(rows.map(({ user_id: user, addresses, names }) => [user, { addresses, names }]));
}
