import {
  CREDENTIAL_TAG,
  type DelegatorLoyalty,
  epoch,
  loyaltyOf,
  type PoolStay,
  poolId,
  type StakeCredential,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/**
 * How faithful these delegators are, as of the newest epoch that was counted; in their order, null for one that no
 * snapshot ever had. One statement for all of them: thousands at once are fine.
 */
export async function delegatorLoyalty(
  db: Queryable,
  credentials: readonly StakeCredential[],
): Promise<(DelegatorLoyalty | null)[]> {
  const { rows } = await db.query<Row>(QUERY, [
    credentials.map(({ kind }) => CREDENTIAL_TAG[kind]),
    credentials.map(({ hash }) => hash),
  ]);
  const byPlace = Map.groupBy(rows, ({ place }) => Number(place));
  return credentials.map((_, index) => {
    const found = byPlace.get(index + 1) ?? [];
    const present = found.find((row) => row.present);
    // What stood when it left its present pool the last time is part of what it did there until now.
    const counted = found.filter((row) => row.present || row.pool !== present?.pool);
    return loyaltyOf(counted.map(stayOf), present === undefined ? null : poolId(present.pool));
  });
}

const QUERY = `
  with newest as materialized (select max(active_epoch) as epoch from loyalty_epoch),
  asked as materialized (
    select kind, decode(hash, 'hex') as credential, place
    from unnest($1::smallint[], $2::text[]) with ordinality as a (kind, hash, place))
  select a.place, true as present, encode(l.pool_id, 'hex') as pool, l.epochs, l.staked, l.rewards,
    l.active_epoch as last_epoch, l.recent
  from asked a
  join loyalty l on l.active_epoch = (select epoch from newest) and l.credential = a.credential
    and l.credential_kind = a.kind
  union all
  select place, false, encode(pool_id, 'hex'), epochs, staked, rewards, last_epoch, recent
  from (
    select distinct on (a.place, l.pool_id) a.place, l.*
    from asked a
    join loyalty_left l on l.credential = a.credential and l.credential_kind = a.kind
    where l.since <= (select epoch from newest)
    order by a.place, l.pool_id, l.since desc) latest
  order by place, last_epoch desc, pool`;

interface Row {
  readonly place: bigint;
  readonly present: boolean;
  readonly pool: string;
  readonly epochs: number;
  readonly staked: bigint;
  readonly rewards: bigint;
  readonly last_epoch: number;
  readonly recent: number;
}

const stayOf = (row: Row): PoolStay => ({
  pool: poolId(row.pool),
  epochs: row.epochs,
  staked: row.staked,
  rewards: row.rewards,
  lastEpoch: epoch(row.last_epoch),
  recent: row.recent,
});
