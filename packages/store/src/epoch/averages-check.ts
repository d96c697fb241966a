import { type Epoch, type PoolId, poolId } from '@pooltool/domain';
import { LONGEST_WINDOW } from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';
import { sumColumns } from './averages-columns.ts';

const SHOWN = 10;

/**
 * Running sums carry a mistake on for ever, so each epoch's are held against the rewards themselves: the sums over the
 * longest window must be those of its rewards, pool by pool. @returns some of the pools for which they are not; empty: right
 */
export async function poolsNotSummedRight(db: Queryable, earned: Epoch): Promise<PoolId[]> {
  const { rows } = await db.query<{ pool: string }>(
    `with counted as (
       select n.earned_epoch from network_average n
       join network_average now on now.earned_epoch = $1
       where n.earned_epoch <= $1 and n.earned_epoch > $1 - $2::int and n.earned_epoch >= now.since
     ), summed as (
       select pool_id, count(*)::int as epochs, sum(stake) as stake, sum(delegators_reward) as reward, sum(operator_fee) as fees
       from pool_reward join counted using (earned_epoch) group by pool_id
     )
     select encode(coalesce(a.pool_id, r.pool_id), 'hex') as pool
     from (select * from pool_average where earned_epoch = $1) a
     full join (select pool_id from pool_reward where earned_epoch = $1) r using (pool_id)
     left join summed s on s.pool_id = a.pool_id
     where r.pool_id is null or a.pool_id is null
       or (${sumColumns('a', LONGEST_WINDOW).join(', ')}) is distinct from (s.epochs, s.stake, s.reward, s.fees)
     order by pool limit ${SHOWN}`,
    [earned, LONGEST_WINDOW],
  );
  return rows.map(({ pool }) => poolId(pool));
}
