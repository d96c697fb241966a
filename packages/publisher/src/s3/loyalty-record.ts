import type { DelegatorLoyalty, PoolId } from '@pooltool/domain';
import type { JsonObject } from '@pooltool/shared-utils/json';

/** `dl` of an entry of live_delegators_by_pool (clients.md 2): lovelace, and fractions from 0 to 1. */
export const loyaltyRecord = (
  { pools, lastEpoch, currentPool, epochs, staked, recent }: DelegatorLoyalty,
  tickerOf: (pool: PoolId) => string,
): JsonObject => ({
  pool_ids_staked: Object.fromEntries(
    [...pools].map(([pool, loyalty]) => [
      pool,
      {
        ticker: tickerOf(pool),
        amount: loyalty.staked,
        epochs: loyalty.epochs,
        rewards: loyalty.rewards,
        lifetime_loyalty: loyalty.lifetime,
        recent10_loyalty: loyalty.recentTen,
        recent5_loyalty: loyalty.recentFive,
      },
    ]),
  ),
  max_epoch: lastEpoch,
  current_pool: currentPool,
  epochs_staked: epochs,
  total_staked: staked,
  recent10: Object.fromEntries(recent),
});
