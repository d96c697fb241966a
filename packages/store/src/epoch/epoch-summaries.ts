import { type Epoch, epochPlus, type PoolId, poolStandingAt } from '@pooltool/domain';
import { epochRos } from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { type PoolEpochFacts, poolEpochs } from '../documents/read-pool-epochs.ts';
import { poolHistories } from '../pools/pool-histories.ts';

/** What is told of one pool when an epoch has ended (operators.md 1.5). Lovelace; null where nothing is known (yet). */
export interface PoolSummary {
  readonly pool: PoolId;
  /** gone when the next epoch began: nobody is told of it any more */
  readonly retired: boolean;
  /** of the epoch that ended */
  readonly stake: bigint | null;
  readonly delegators: number | null;
  readonly blocks: number | null;
  /** up to the paid epoch; a fraction a year */
  readonly lifetimeRos: number | null;
  /** earned in the epoch before, and paid when this one ended */
  readonly paid: PoolReturn | null;
  /** earned in the epoch that ended: paid with the next */
  readonly forecast: PoolReturn | null;
  /** of the epoch that began: what its blocks are expected by */
  readonly next: { readonly stake: bigint; readonly totalStake: bigint } | null;
}

export interface PoolReturn {
  readonly stake: bigint;
  readonly delegatorsReward: bigint;
  readonly operatorFee: bigint;
  /** a fraction a year */
  readonly ros: number;
}

/** In the order of `pools`: a fixed number of statements, however many they are. */
export async function epochSummaries(
  db: Queryable,
  {
    ended,
    pools,
    epochsPerYear,
  }: { readonly ended: Epoch; readonly pools: readonly PoolId[]; readonly epochsPerYear: number },
): Promise<PoolSummary[]> {
  const began = epochPlus(ended, 1);
  const figures = await figuresOf(db, { ended, pools });
  const histories = await poolHistories(db, pools);
  const paidIn = ended === 0 ? null : epochPlus(ended, -1);
  const facts = async (of: Epoch) =>
    new Map(
      (
        await poolEpochs(
          db,
          pools.map((pool) => ({ pool, epoch: of })),
        )
      ).map((one) => [one.pool, one]),
    );
  const before = paidIn === null ? new Map<PoolId, PoolEpochFacts>() : await facts(paidIn);
  const during = await facts(ended);
  const after = await facts(began);
  return pools.map((pool) => {
    const found = figures.get(pool);
    const history = histories.get(pool);
    const next = after.get(pool)?.stake ?? null;
    const total = found?.total_stake ?? null;
    return {
      pool,
      retired: history !== undefined && poolStandingAt(began, history).retiredSince !== null,
      stake: during.get(pool)?.stake ?? null,
      delegators: found?.delegators ?? null,
      blocks: during.get(pool)?.blocks ?? null,
      lifetimeRos: found?.lifetime_ros ?? null,
      paid: returnOf(before.get(pool), epochsPerYear),
      forecast: returnOf(during.get(pool), epochsPerYear),
      next: next === null || total === null ? null : { stake: next, totalStake: total },
    };
  });
}

function returnOf(facts: PoolEpochFacts | undefined, epochsPerYear: number): PoolReturn | null {
  const rewards = facts?.rewards ?? null;
  return rewards === null ? null : { ...rewards, ros: epochRos(rewards, epochsPerYear) };
}

async function figuresOf(
  db: Queryable,
  { ended, pools }: { readonly ended: Epoch; readonly pools: readonly PoolId[] },
): Promise<ReadonlyMap<string, Figures>> {
  const { rows } = await db.query<Figures>({
    name: 'epoch-summaries',
    text: `
      select asked.pool, s.delegators, a.ros_lifetime as lifetime_ros, n.active_stake as total_stake
      from unnest($1::text[]) as asked (pool)
      left join pool_snapshot s on s.active_epoch = $2 and s.pool_id = decode(asked.pool, 'hex')
      left join pool_average a on a.earned_epoch = $2 - 1 and a.pool_id = decode(asked.pool, 'hex')
      left join snapshot_epoch n on n.active_epoch = $2 + 1`,
    values: [pools, ended],
  });
  return new Map(rows.map((row) => [row.pool, row]));
}

interface Figures {
  readonly pool: string;
  readonly delegators: number | null;
  readonly lifetime_ros: number | null;
  readonly total_stake: bigint | null;
}
