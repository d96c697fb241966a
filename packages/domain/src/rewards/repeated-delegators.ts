import { type Delegators, delegatorCredential, HASH_BYTES } from '../ledger/stake-snapshot.ts';
import type { StakeCredential } from '../units/stake-credential.ts';

/**
 * The credentials that have more than one row: each would earn twice. A ledger cannot have any; a dump that was read or written wrong
 * can. Linear, by an open-addressing table over the rows: hashes are random already, so their leading bits are the place to look.
 */
export function repeatedDelegators(delegators: Delegators): StakeCredential[] {
  const { count, hash, kind } = delegators;
  const bits = Math.ceil(Math.log2(Math.max(2, count * 2)));
  const mask = 2 ** bits - 1;
  /** row + 1; 0 is free */
  const slots = new Uint32Array(2 ** bits);
  const repeated = new Map<number, StakeCredential>();
  for (let row = 0; row < count; row += 1) {
    const at = row * HASH_BYTES;
    const lead =
      ((hash[at] ?? 0) << 24) | ((hash[at + 1] ?? 0) << 16) | ((hash[at + 2] ?? 0) << 8) | (hash[at + 3] ?? 0);
    let slot = lead >>> (32 - bits);
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const first = (slots[slot] ?? 0) - 1;
      if (kind[first] === kind[row] && sameHash(hash, first * HASH_BYTES, at)) break;
    }
    const first = slots[slot] ?? 0;
    if (first === 0) slots[slot] = row + 1;
    else repeated.set(first, delegatorCredential(delegators, row));
  }
  return [...repeated.values()];
}

function sameHash(hash: Uint8Array, a: number, b: number): boolean {
  for (let i = 0; i < HASH_BYTES; i += 1) if (hash[a + i] !== hash[b + i]) return false;
  return true;
}
