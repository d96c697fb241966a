import { credentialText, type PoolId } from '@pooltool/domain';
import { stakeOfAddress } from '../identity.ts';
import type { Ledger, LedgerSnapshot } from './ledger.ts';

/** Money in outputs by the credential their address delegates as, whether registered or not. */
export function instantStake({ utxo }: Ledger): Map<string, bigint> {
  const stake = new Map<string, bigint>();
  for (const { address, amount } of utxo.values()) {
    const credential = stakeOfAddress(address);
    if (credential === null) continue;
    const who = credentialText(credential);
    stake.set(who, (stake.get(who) ?? 0n) + amount);
  }
  return stake;
}

/** SNAP: stake is outputs and reward balance of every registered account that delegates (rewards.md 1.1). */
export function takeSnapshot(ledger: Ledger): LedgerSnapshot {
  const outputs = instantStake(ledger);
  const delegations = new Map<string, PoolId>();
  const stake = new Map<string, bigint>();
  for (const [who, { pool, balance }] of ledger.accounts) {
    if (pool === null) continue;
    delegations.set(who, pool);
    const amount = balance + (outputs.get(who) ?? 0n);
    if (amount > 0n) stake.set(who, amount);
  }
  return { stake, delegations, pools: new Map(ledger.pools) };
}
