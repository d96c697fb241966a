import type { Accounts } from '../ledger/ledger-state.ts';
import { rowLookup } from '../ledger/row-lookup.ts';
import { delegatorCredential, HASH_BYTES, type StakeSnapshot } from '../ledger/stake-snapshot.ts';
import { credentialText, type StakeCredential } from '../units/stake-credential.ts';
import { findRows } from './named-rows.ts';

/**
 * Of everybody who may earn by this snapshot — its delegators and its pools' reward accounts — those that are not registered in
 * `accounts`: what `settleRewards` asks for. Linear in both; a million rows on each side take about a fifth of a second.
 */
export function unregisteredIn(snapshot: StakeSnapshot, accounts: Accounts): StakeCredential[] {
  const { delegators, pools } = snapshot;
  const rowOf = rowLookup(accounts);
  const missing = new Map<string, StakeCredential>();
  for (let row = 0; row < delegators.count; row += 1) {
    if (rowOf(delegators.kind[row] ?? 0, delegators.hash, row * HASH_BYTES) >= 0) continue;
    const credential = delegatorCredential(delegators, row);
    missing.set(credentialText(credential), credential);
  }
  const rewardAccounts = pools.map(({ rewardAccount }) => rewardAccount);
  findRows({ ...accounts, stake: accounts.rewards }, rewardAccounts).forEach((row, i) => {
    const credential = rewardAccounts[i];
    if (row === null && credential !== undefined) missing.set(credentialText(credential), credential);
  });
  return [...missing.values()];
}
