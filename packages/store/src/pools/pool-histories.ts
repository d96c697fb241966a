import {
  credentialHash,
  type Epoch,
  effectiveEpochs,
  epoch,
  type PoolHistory,
  type PoolId,
  poolId,
  ratio,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type PlacedPoolEvent, poolEvents, type ShownParameters } from './pool-events.ts';

/** All that certificates of our chain, and snapshots before them, said of one pool. */
export interface PlacedPoolHistory extends PoolHistory<ShownParameters> {
  readonly events: readonly PlacedPoolEvent[];
  /** the first epoch it could make blocks in; null for a pool that is neither registered nor in a snapshot */
  readonly firstEpoch: Epoch | null;
}

/**
 * One for each of the pools, also for those nothing is known of.
 *
 * A pool was there before the first certificate we saw, if a snapshot that its registration could not be in yet has it:
 * pools of the genesis, and pools older than the chain we followed. What it was then, the last such snapshot tells;
 * later ones, which show what the certificates made of it, never change that.
 */
export async function poolHistories(
  db: Queryable,
  pools: readonly PoolId[],
): Promise<ReadonlyMap<PoolId, PlacedPoolHistory>> {
  if (pools.length === 0) return new Map();
  const events = await poolEvents(db, pools);
  const firstCertified = pools.map((pool) => events.get(pool)?.[0]?.epoch ?? null);
  const { rows } = await db.query<Row>({
    name: 'pools-before',
    text: QUERY,
    values: [pools, firstCertified, EPOCHS_UNTIL_BLOCKS],
  });
  const snapshots = new Map(rows.map((row) => [poolId(row.pool), row]));
  return new Map(pools.map((pool) => [pool, historyOf(events.get(pool) ?? [], snapshots.get(pool))]));
}

/** A pool registered for the first time in e is in no snapshot that is active before e + this. */
export const EPOCHS_UNTIL_BLOCKS = effectiveEpochs('first-registration', epoch(0)).blocks;

/** Beyond every epoch. One comparison, so that the index leads to the row: with "or" all of a pool's snapshots were read, 500 by now. */
const NEVER = 2 ** 31 - 1;

const QUERY = `
  select asked.pool, first.active_epoch as first_snapshot, s.pledge, s.cost, s.margin_numerator, s.margin_denominator,
    encode(s.reward_credential, 'hex') as reward_credential,
    (select array_agg(encode(owner, 'hex') order by place) from unnest(s.owners) with ordinality as o (owner, place))
      as owners
  from unnest($1::text[], $2::int[]) as asked (pool, certified)
  join lateral (
    select active_epoch from pool_snapshot where pool_id = decode(asked.pool, 'hex')
    order by active_epoch limit 1) first on true
  left join lateral (
    select * from pool_snapshot
    where pool_id = decode(asked.pool, 'hex') and active_epoch < coalesce(asked.certified + $3::int, ${NEVER})
    order by active_epoch desc limit 1) s on true`;

interface Row {
  readonly pool: string;
  readonly first_snapshot: number;
  readonly pledge: bigint | null;
  readonly cost: bigint | null;
  readonly margin_numerator: bigint | null;
  readonly margin_denominator: bigint | null;
  readonly reward_credential: string | null;
  readonly owners: readonly string[] | null;
}

function historyOf(events: readonly PlacedPoolEvent[], snapshot: Row | undefined): PlacedPoolHistory {
  const registered = events.find(({ kind }) => kind === 'registration');
  const known = [
    ...(snapshot === undefined ? [] : [snapshot.first_snapshot]),
    ...(registered === undefined ? [] : [effectiveEpochs('first-registration', registered.epoch).blocks]),
  ];
  return {
    events,
    before: snapshot === undefined ? null : parametersOf(snapshot),
    firstEpoch: known.length === 0 ? null : epoch(Math.min(...known)),
  };
}

function parametersOf({ pledge, cost, reward_credential, ...row }: Row): ShownParameters | null {
  const { margin_numerator, margin_denominator } = row;
  if (pledge === null || cost === null || reward_credential === null) return null;
  if (margin_numerator === null || margin_denominator === null) return null;
  return {
    pledge,
    cost,
    margin: ratio(margin_numerator, margin_denominator),
    rewardCredential: credentialHash(reward_credential),
    owners: (row.owners ?? []).map(credentialHash),
    metadata: null,
  };
}
