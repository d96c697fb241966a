import type { PoolId } from '@pooltool/domain';
import type { LedgerSnapshot } from '../../ledger/ledger.ts';

/** A snapshot's stake by pool: all of its pools, those without stake too. */
export function stakeByPool({ pools, delegations, stake }: LedgerSnapshot): Map<PoolId, bigint> {
  const stakes = new Map<PoolId, bigint>([...pools.keys()].map((id) => [id, 0n]));
  for (const [who, pool] of delegations) {
    const sum = stakes.get(pool);
    if (sum !== undefined) stakes.set(pool, sum + (stake.get(who) ?? 0n));
  }
  return stakes;
}

/** What a pool's owners delegate to it. Owners are keys. */
export const ownerStake = ({ pools, delegations, stake }: LedgerSnapshot, id: PoolId): bigint =>
  (pools.get(id)?.owners ?? [])
    .map((hash) => `key:${hash}`)
    .filter((who) => delegations.get(who) === id)
    .reduce((sum, who) => sum + (stake.get(who) ?? 0n), 0n);
