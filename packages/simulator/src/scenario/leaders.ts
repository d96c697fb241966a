import type { PoolId } from '@pooltool/domain';
import type { PoolKeys } from '../identity.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';

/**
 * Who may make the blocks of an epoch: by stake of the set snapshot, in epoch 0 of the first one there is. Slots are
 * drawn, not proven: the simulator has no VRF.
 */
export function leaderElection({ epoch, mark, set }: Ledger, { poolKeys }: World): (random: Random) => PoolKeys | null {
  const { stake, delegations, pools } = epoch === 0 ? mark : set;
  const stakes = new Map<PoolId, bigint>();
  let all = 0n;
  for (const [who, pool] of delegations) {
    if (!pools.has(pool)) continue;
    const amount = stake.get(who) ?? 0n;
    stakes.set(pool, (stakes.get(pool) ?? 0n) + amount);
    all += amount;
  }
  return (random) => {
    if (all === 0n) return null;
    let drawn = random.bigBelow(all);
    for (const [id, amount] of stakes) {
      if (drawn < amount) return poolKeys.get(id) ?? null;
      drawn -= amount;
    }
    return null;
  };
}
