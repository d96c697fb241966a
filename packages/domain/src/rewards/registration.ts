import type { Accounts } from '../ledger/ledger-state.ts';
import { delegatorCredential, HASH_BYTES, type StakeSnapshot } from '../ledger/stake-snapshot.ts';
import { credentialText, type StakeCredential } from '../units/stake-credential.ts';
import { findRows } from './named-rows.ts';

/**
 * Of everybody who may earn by this snapshot — its delegators and its pools' reward accounts — those that are not registered in
 * `accounts`: what `settleRewards` asks for. Linear in both; a million rows on each side take about a fifth of a second.
 */
export function unregisteredIn(snapshot: StakeSnapshot, accounts: Accounts): StakeCredential[] {
  const { delegators, pools } = snapshot;
  const isRegistered = accountLookup(accounts);
  const missing = new Map<string, StakeCredential>();
  for (let row = 0; row < delegators.count; row += 1) {
    if (isRegistered(delegators.kind[row] ?? 0, delegators.hash, row * HASH_BYTES)) continue;
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

/**
 * An open-addressing table over the accounts' columns. Hashes are already random, so their leading bits are the place to look: at half
 * full a look-up touches one or two slots, and rows in the order of a ledger dump, which sorts by credential, walk straight through it.
 */
function accountLookup({ count, kind, hash }: Accounts): (kind: number, bytes: Uint8Array, at: number) => boolean {
  const bits = Math.ceil(Math.log2(Math.max(2, count * 2)));
  const size = 2 ** bits;
  const mask = size - 1;
  /** row + 1; 0 is free */
  const slots = new Uint32Array(size);
  const startOf = (bytes: Uint8Array, at: number): number =>
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>>
    (32 - bits);

  for (let row = 0; row < count; row += 1) {
    let slot = startOf(hash, row * HASH_BYTES);
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = row + 1;
  }
  return (wantedKind, bytes, at) => {
    for (let slot = startOf(bytes, at); slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = (slots[slot] ?? 0) - 1;
      if (kind[row] === wantedKind && sameHash(hash, row * HASH_BYTES, bytes, at)) return true;
    }
    return false;
  };
}

function sameHash(a: Uint8Array, atA: number, b: Uint8Array, atB: number): boolean {
  for (let i = 0; i < HASH_BYTES; i += 1) if (a[atA + i] !== b[atB + i]) return false;
  return true;
}
