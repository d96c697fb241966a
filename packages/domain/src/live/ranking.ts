import type { PoolId } from '../units/hashes.ts';

/** The stake that pools are ranked by: what each would pay for it (original.md 5.5). 10,000 ada. */
export const RANKED_STAKE = 10_000_000_000n;

/**
 * Ranks by what a pool would pay, the most first: 1 … n for those that would pay anything, and n + 1 for all others
 * together (original.md 5.5). Pools that would pay the same stand in the order of their ids: the old program's order among them was any.
 */
export function rankPools(rewards: ReadonlyMap<PoolId, bigint>): Map<PoolId, number> {
  const paying = [...rewards].filter(([, reward]) => reward > 0n).sort(byRewardThenId);
  const ranks = new Map(paying.map(([pool], index) => [pool, index + 1]));
  for (const [pool, reward] of rewards) if (reward <= 0n) ranks.set(pool, paying.length + 1);
  return ranks;
}

function byRewardThenId([a, rewardA]: readonly [PoolId, bigint], [b, rewardB]: readonly [PoolId, bigint]): number {
  if (rewardA !== rewardB) return rewardA > rewardB ? -1 : 1;
  return a < b ? -1 : 1;
}
