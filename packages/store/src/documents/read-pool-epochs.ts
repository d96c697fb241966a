import { type Epoch, epoch, type PoolEpochSubject, type PoolId, poolId } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** One epoch of one pool; null where nothing is known. */
export interface PoolEpochFacts {
  readonly pool: PoolId;
  readonly epoch: Epoch;
  /** made in that epoch; 0 for a pool that could have made some, once the epoch's rewards are known */
  readonly blocks: number | null;
  /** lovelace that elects leaders in that epoch */
  readonly stake: bigint | null;
  /** what was earned in that epoch, and by which stake; lovelace */
  readonly rewards: { readonly delegatorsReward: bigint; readonly operatorFee: bigint; readonly stake: bigint } | null;
}

/** In the order of `asked`, one each. */
export async function poolEpochs(db: Queryable, asked: readonly PoolEpochSubject[]): Promise<PoolEpochFacts[]> {
  const { rows } = await db.query<Row>({
    name: 'pool-epochs',
    text: `
      select asked.pool, asked.epoch, s.stake, r.delegators_reward, r.operator_fee, r.stake as reward_stake,
        coalesce(b.blocks, case when r.pool_id is not null then 0 end) as blocks
      from unnest($1::text[], $2::int[]) with ordinality as asked (pool, epoch, place)
      left join pool_epoch_blocks b on b.pool_id = decode(asked.pool, 'hex') and b.epoch = asked.epoch
      left join pool_snapshot s on s.pool_id = decode(asked.pool, 'hex') and s.active_epoch = asked.epoch
      left join pool_reward r on r.pool_id = decode(asked.pool, 'hex') and r.earned_epoch = asked.epoch
      order by asked.place`,
    values: [asked.map(({ pool }) => pool), asked.map((pair) => pair.epoch)],
  });
  return rows.map((row) => ({
    pool: poolId(row.pool),
    epoch: epoch(row.epoch),
    blocks: row.blocks,
    stake: row.stake,
    rewards:
      row.delegators_reward === null || row.operator_fee === null || row.reward_stake === null
        ? null
        : { delegatorsReward: row.delegators_reward, operatorFee: row.operator_fee, stake: row.reward_stake },
  }));
}

interface Row {
  readonly pool: string;
  readonly epoch: number;
  readonly blocks: number | null;
  readonly stake: bigint | null;
  readonly delegators_reward: bigint | null;
  readonly operator_fee: bigint | null;
  readonly reward_stake: bigint | null;
}
