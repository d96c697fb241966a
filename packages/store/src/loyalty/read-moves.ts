import {
  credentialKindOf,
  type Epoch,
  epoch,
  movesShownIn,
  type PoolEpochSubject,
  type PoolId,
  poolId,
  type StakeMove,
  stakeCredential,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** Who came to a pool and who left it, in the epochs shown in one epoch's lists; largest first. */
export interface PoolMoves {
  readonly pool: PoolId;
  readonly epoch: Epoch;
  readonly gained: readonly StakeMove[];
  readonly lost: readonly StakeMove[];
}

/** In the order of `asked`; null where that epoch was not counted. */
export async function poolMoves(db: Queryable, asked: readonly PoolEpochSubject[]): Promise<(PoolMoves | null)[]> {
  const newest = asked.map((one) => one.epoch);
  const counted = await countedEpochs(db, newest);
  const { rows } = await db.query<MoveRow>({
    name: 'pool-moves',
    text: `
      select asked.place, m.active_epoch, m.credential_kind, encode(m.credential, 'hex') as credential,
        encode(m.from_pool, 'hex') as from_pool, encode(m.to_pool, 'hex') as to_pool, m.stake
      from unnest($1::text[], $2::int[], $3::int[]) with ordinality as asked (pool, first, last, place)
      cross join lateral (
        select * from stake_move where to_pool = decode(asked.pool, 'hex') and active_epoch between first and last
        union all
        select * from stake_move where from_pool = decode(asked.pool, 'hex') and active_epoch between first and last) m
      order by asked.place, m.stake desc, m.active_epoch desc, m.credential, m.credential_kind`,
    values: [asked.map(({ pool }) => pool), newest.map((at) => movesShownIn(at).from), newest],
  });
  const byPlace = Map.groupBy(rows, ({ place }) => Number(place));
  return asked.map(({ pool, epoch: at }, index) => {
    if (!counted.has(at)) return null;
    const moves = (byPlace.get(index + 1) ?? []).map(moveOf);
    return {
      pool,
      epoch: at,
      gained: moves.filter(({ to }) => to === pool),
      lost: moves.filter(({ from }) => from === pool),
    };
  });
}

async function countedEpochs(db: Queryable, epochs: readonly Epoch[]): Promise<ReadonlySet<number>> {
  const { rows } = await db.query<{ epoch: number }>(
    `select active_epoch as epoch from loyalty_epoch where active_epoch = any($1::int[])`,
    [[...new Set(epochs)]],
  );
  return new Set(rows.map((row) => row.epoch));
}

interface MoveRow {
  readonly place: bigint;
  readonly active_epoch: number;
  readonly credential_kind: number;
  readonly credential: string;
  readonly from_pool: string | null;
  readonly to_pool: string | null;
  readonly stake: bigint;
}

const moveOf = (row: MoveRow): StakeMove => ({
  epoch: epoch(row.active_epoch),
  credential: stakeCredential(credentialKindOf(row.credential_kind), row.credential),
  from: row.from_pool === null ? null : poolId(row.from_pool),
  to: row.to_pool === null ? null : poolId(row.to_pool),
  stake: row.stake,
});

/** What moves of the shown epochs came to for one pool. */
export interface MovedStake {
  readonly pool: PoolId;
  /** different ones */
  readonly delegators: number;
  /** Σ lovelace of the moves */
  readonly stake: bigint;
}

/** Every pool that gained and every one that lost, largest first. */
export interface TopMoves {
  readonly gained: readonly MovedStake[];
  readonly lost: readonly MovedStake[];
}

/** Null where that epoch was not counted. */
export async function topMoves(db: Queryable, newest: Epoch): Promise<TopMoves | null> {
  if (!(await countedEpochs(db, [newest])).has(newest)) return null;
  const { from, to } = movesShownIn(newest);
  const { rows } = await db.query<{ gained: boolean; pool: string; delegators: number; stake: bigint }>(
    `select gained, encode(pool_id, 'hex') as pool, count(distinct (credential_kind, credential))::int as delegators,
       sum(stake) as stake
     from stake_move
     cross join lateral (values (true, to_pool), (false, from_pool)) as side (gained, pool_id)
     where active_epoch between $1 and $2 and pool_id is not null
     group by gained, pool_id order by sum(stake) desc, pool_id`,
    [from, to],
  );
  const side = (gained: boolean): MovedStake[] =>
    rows
      .filter((row) => row.gained === gained)
      .map(({ pool, delegators, stake }) => ({ pool: poolId(pool), delegators, stake }));
  return { gained: side(true), lost: side(false) };
}
