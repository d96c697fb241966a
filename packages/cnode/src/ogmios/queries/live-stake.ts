import type { PoolId } from '@pooltool/domain';
import type { LiveStake } from '../answers.ts';
import { type Query, query } from '../wire/query.ts';
import { byPool, hash32At, ratioAt } from '../wire/words.ts';

export const liveStakeDistribution: Query<ReadonlyMap<PoolId, LiveStake>> = query({
  method: 'queryLedgerState/liveStakeDistribution',
  slow: true,
  read: (at) =>
    byPool(at, (pool) => ({ share: ratioAt(pool.field('stake')), vrfKeyHash: hash32At(pool.field('vrf')) })),
});
