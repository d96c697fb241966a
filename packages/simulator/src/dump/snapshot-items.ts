import type { LedgerLayout, PoolRegistration } from '@pooltool/domain';
import { fromHex } from '@pooltool/shared-utils/crypto';
import { type Encodable, rational, setOf } from '../cbor/encode.ts';
import { poolItems } from '../chain/certificate.ts';
import { credentialItems } from '../identity.ts';
import { type LedgerSnapshot, total } from '../ledger/ledger.ts';
import { byCredential, byPool } from './ledger-order.ts';

/** One snapshot (chain-input.md 5.3): [stake, delegations, pools], in C [stake with its pool, pool totals]. */
export function snapshotItems(snapshot: LedgerSnapshot, layout: LedgerLayout): Encodable {
  const { stake, delegations, pools } = snapshot;
  if (layout === 'C') {
    const joined = byCredential(delegations, (pool, who) => [stake.get(who) ?? 0n, fromHex(pool)]);
    return [joined, byPool(pools, (pool) => poolTotals(snapshot, pool))];
  }
  return [
    byCredential(stake, (amount) => amount),
    byCredential(delegations, (pool) => fromHex(pool)),
    byPool(pools, poolItems),
  ];
}

/** [stake, share, owners who delegate here, their stake, vrf, pledge, cost, margin, delegators, reward account] */
function poolTotals({ stake, delegations }: LedgerSnapshot, pool: PoolRegistration): Encodable {
  const { poolId, vrfKeyHash, pledge, cost, margin, rewardAccount } = pool;
  const stakesOf = (who: readonly string[]): bigint => total(who.map((one) => stake.get(one) ?? 0n));
  const delegators = [...delegations].filter(([, to]) => to === poolId).map(([who]) => who);
  const owners = ownersDelegating({ stake, delegations }, pool);
  const staked = stakesOf(delegators);
  return [
    staked,
    rational(staked, stakesOf([...delegations.keys()]) || 1n),
    setOf(owners.map((owner) => fromHex(owner))),
    stakesOf(owners.map((owner) => `key:${owner}`)),
    fromHex(vrfKeyHash),
    pledge,
    cost,
    rational(margin.numerator, margin.denominator),
    delegators.length,
    credentialItems(rewardAccount),
  ];
}

/** An owner is a key; in layout C only those are told who delegate to their pool. */
export const ownersDelegating = (
  { delegations }: Pick<LedgerSnapshot, 'stake' | 'delegations'>,
  { poolId, owners }: PoolRegistration,
): PoolRegistration['owners'] => owners.filter((owner) => delegations.get(`key:${owner}`) === poolId);
