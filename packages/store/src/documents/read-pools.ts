import {
  credentialHash,
  type Epoch,
  effectiveEpochs,
  epoch,
  type PoolEvent,
  type PoolHistory,
  type PoolId,
  poolId,
  ratio,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type PoolEventOf, poolEvents, type ShownParameters } from './read-pool-events.ts';

/** What is known of one pool. */
export interface PoolFacts {
  readonly pool: PoolId;
  readonly history: PoolHistory<ShownParameters>;
  /** of our chain; null before its first block */
  readonly presentEpoch: Epoch | null;
  /** the first epoch it could make blocks in; null for one that is neither registered nor in a snapshot */
  readonly firstEpoch: Epoch | null;
  readonly lifeBlocks: number;
  /** of the newest epoch in which it made any */
  readonly newestBlocks: { readonly epoch: Epoch; readonly blocks: number } | null;
  /** lovelace, of the newest snapshot it is in */
  readonly newestStake: { readonly stake: bigint; readonly ownerStake: bigint } | null;
  /** fractions, of the newest epoch whose rewards are paid */
  readonly ros: { readonly lifetime: number; readonly six: number; readonly twelve: number } | null;
}

/** Of these pools those that exist: they made a block, registered, or are in a snapshot. */
export async function poolsForDocuments(
  db: Queryable,
  pools: readonly PoolId[],
): Promise<ReadonlyMap<PoolId, PoolFacts>> {
  const { rows } = await db.query<Row>({ name: 'pools-for-documents', text: QUERY, values: [pools] });
  const events = await poolEvents(db, pools);
  return new Map(rows.map((row) => [poolId(row.pool), factsOf(row, events.get(poolId(row.pool)) ?? [])]));
}

const QUERY = `
  select asked.pool, coalesce(p.life_blocks, 0) as life_blocks, present.epoch as present_epoch,
    b.epoch as blocks_epoch, b.blocks, f.active_epoch as first_snapshot,
    s.stake, s.owner_stake, s.pledge, s.cost, s.margin_numerator, s.margin_denominator,
    encode(s.reward_credential, 'hex') as reward_credential,
    (select array_agg(encode(owner, 'hex') order by place) from unnest(s.owners) with ordinality as o (owner, place))
      as owners,
    r.ros_lifetime, r.ros_6, r.ros_12
  from unnest($1::text[]) as asked (pool)
  cross join (select max(epoch) as epoch from epoch_chain) present
  left join pool p on p.pool_id = decode(asked.pool, 'hex')
  left join lateral (
    select epoch, blocks from pool_epoch_blocks where pool_id = decode(asked.pool, 'hex')
    order by epoch desc limit 1) b on true
  left join lateral (
    select active_epoch from pool_snapshot where pool_id = decode(asked.pool, 'hex')
    order by active_epoch limit 1) f on true
  left join lateral (
    select * from pool_snapshot where pool_id = decode(asked.pool, 'hex')
    order by active_epoch desc limit 1) s on true
  left join lateral (
    select pr.* from pool_reward pr join reward_epoch e using (earned_epoch)
    where pr.pool_id = decode(asked.pool, 'hex') and e.status = 'final'
    order by pr.earned_epoch desc limit 1) r on true
  where p.pool_id is not null or s.pool_id is not null`;

interface Row {
  readonly pool: string;
  readonly life_blocks: number;
  readonly present_epoch: number | null;
  readonly blocks_epoch: number | null;
  readonly blocks: number | null;
  readonly first_snapshot: number | null;
  readonly stake: bigint | null;
  readonly owner_stake: bigint | null;
  readonly pledge: bigint | null;
  readonly cost: bigint | null;
  readonly margin_numerator: bigint | null;
  readonly margin_denominator: bigint | null;
  readonly reward_credential: string | null;
  readonly owners: readonly string[] | null;
  readonly ros_lifetime: number | null;
  readonly ros_6: number | null;
  readonly ros_12: number | null;
}

function factsOf(row: Row, events: readonly PoolEventOf[]): PoolFacts {
  return {
    pool: poolId(row.pool),
    history: historyOf(row, events),
    presentEpoch: row.present_epoch === null ? null : epoch(row.present_epoch),
    firstEpoch: firstEpochOf(row, events),
    lifeBlocks: row.life_blocks,
    newestBlocks:
      row.blocks_epoch === null || row.blocks === null ? null : { epoch: epoch(row.blocks_epoch), blocks: row.blocks },
    newestStake:
      row.stake === null || row.owner_stake === null ? null : { stake: row.stake, ownerStake: row.owner_stake },
    ros:
      row.ros_lifetime === null || row.ros_6 === null || row.ros_12 === null
        ? null
        : { lifetime: row.ros_lifetime, six: row.ros_6, twelve: row.ros_12 },
  };
}

/**
 * A pool was there before the first certificate we saw, if a snapshot that its registration could not be in yet has it:
 * pools of the genesis, and pools older than the chain we followed. What it was then, the newest snapshot tells.
 */
function historyOf(row: Row, events: readonly PoolEventOf[]): PoolHistory<ShownParameters> {
  const first = firstRegistration(events);
  const seenFromBeginning =
    row.first_snapshot === null ||
    (first !== undefined && row.first_snapshot >= effectiveEpochs('first-registration', first.epoch).blocks);
  return { events, before: seenFromBeginning ? null : snapshotParameters(row) };
}

function firstEpochOf(row: Row, events: readonly PoolEventOf[]): Epoch | null {
  const first = firstRegistration(events);
  const known = [
    ...(row.first_snapshot === null ? [] : [row.first_snapshot]),
    ...(first === undefined ? [] : [effectiveEpochs('first-registration', first.epoch).blocks]),
  ];
  return known.length === 0 ? null : epoch(Math.min(...known));
}

const firstRegistration = (events: readonly PoolEvent<ShownParameters>[]) =>
  events.find(({ kind }) => kind === 'registration');

function snapshotParameters(row: Row): ShownParameters | null {
  const { pledge, cost, margin_numerator, margin_denominator, reward_credential } = row;
  if (
    pledge === null ||
    cost === null ||
    margin_numerator === null ||
    margin_denominator === null ||
    reward_credential === null
  )
    return null;
  return {
    pledge,
    cost,
    margin: ratio(margin_numerator, margin_denominator),
    rewardCredential: credentialHash(reward_credential),
    owners: (row.owners ?? []).map(credentialHash),
    metadata: null,
  };
}
