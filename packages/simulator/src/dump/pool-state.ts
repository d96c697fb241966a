import { type LedgerLayout, type PoolRegistration, parseCredential } from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { type Encodable, Listed, setOf } from '../cbor/encode.ts';
import { poolItems } from '../chain/certificate.ts';
import { credentialItems } from '../identity.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { byPool } from './ledger-order.ts';

/** PState (chain-input.md 5.3): A [pools, future, retiring, deposits], B and C [VRF keys, pools, future, retiring]. */
export function poolState(ledger: Ledger, layout: LedgerLayout): Encodable {
  const { pools, futurePools, retiring, poolDeposits } = ledger;
  const leaving = byPool(retiring, (epoch) => epoch);
  if (layout === 'A' || layout === 'A2') {
    return [byPool(pools, poolItems), byPool(futurePools, poolItems), leaving, byPool(poolDeposits, (one) => one)];
  }
  const stateOf = (pool: PoolRegistration) => stakePoolState(ledger, pool, layout);
  const future = layout === 'B' ? byPool(futurePools, stateOf) : byPool(futurePools, poolItems);
  return [vrfKeyHashes([...pools.values()]), byPool(pools, stateOf), future, leaving];
}

/** How many pools use each; ascending, as every map of the ledger. */
function vrfKeyHashes(pools: readonly PoolRegistration[]): Listed {
  const counts = new Map<string, number>();
  for (const { vrfKeyHash } of pools) counts.set(vrfKeyHash, (counts.get(vrfKeyHash) ?? 0) + 1);
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return new Listed(new Map(sorted.map(([hash, count]) => [fromHex(hash), count])));
}

/** [vrf, pledge, cost, margin, reward account, owners, relays, metadata, deposit(, delegators in C)] */
function stakePoolState({ accounts, poolDeposits }: Ledger, pool: PoolRegistration, layout: 'B' | 'C'): Encodable {
  const [, vrf = null, pledge = 0, cost = 0, margin = null, rewardAccount = null, owners = null, relays = null] =
    poolItems(pool);
  const deposit = poolDeposits.get(pool.poolId) ?? 0n;
  const metadata = pool.metadata === null ? [] : [[pool.metadata.url, fromHex(pool.metadata.hash)]];
  if (layout === 'B') return [vrf, pledge, cost, margin, rewardAccount, owners, relays, metadata, deposit];
  const delegators = [...accounts].filter(([, account]) => account.pool === pool.poolId).map(([who]) => who);
  const account = credentialItems(pool.rewardAccount);
  const set = setOf(delegators.map((who) => credentialItems(parseCredential(who))));
  return [vrf, pledge, cost, margin, account, owners, relays, metadata, deposit, set];
}
