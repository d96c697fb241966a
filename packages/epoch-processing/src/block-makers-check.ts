import type { RewardInputs } from '@pooltool/domain/rewards';
import type { CheckOutcome } from '@pooltool/pipeline';

/**
 * The snapshot active in an epoch elects its leaders, so whoever made a block is in it: a pool that is not was lost on the way, and its
 * delegators' rewards with it. Only the chain's very first snapshot, of nobody, elects nobody.
 */
export function blockMakersInSnapshot({ snapshot, blocks }: Pick<RewardInputs, 'snapshot' | 'blocks'>): CheckOutcome {
  const known = new Set<string>(snapshot.pools.map(({ poolId }) => poolId));
  const missing = known.size === 0 ? [] : [...blocks].filter(([pool, made]) => made > 0 && !known.has(pool));
  return { passed: missing.length === 0, detail: { missing: missing.map(([pool, made]) => ({ pool, blocks: made })) } };
}
