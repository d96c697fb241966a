import { type Delegators, HASH_BYTES } from '../ledger/stake-snapshot.ts';

/** Delegators with less than one ada are not shown (original.md 6.2, step 6). */
export const LEAST_SHOWN = 1_000_000n;

/** What an empty list of delegators has always been told as (original.md 5.7). */
export const HASH_OF_NOBODY = 34351230;

/**
 * Of each of `pools` pools a number of 32 bits that changes when its shown delegators do: clients compare it and nothing
 * else, so it need not be the old one (original.md 5.7). The rows may come in any order.
 */
export function delegatorsHashes(delegators: Delegators, pools: number): Uint32Array {
  const hashes = new Uint32Array(pools).fill(HASH_OF_NOBODY);
  const { count, kind, hash, stake, pool } = delegators;
  for (let row = 0; row < count; row += 1) {
    const amount = stake[row] ?? 0n;
    if (amount < LEAST_SHOWN) continue;
    let mixed = kind[row] ?? 0;
    for (let at = row * HASH_BYTES; at < (row + 1) * HASH_BYTES; at += 1) mixed = mix(mixed, hash[at] ?? 0);
    mixed = mix(mixed, Number(amount & 0xffff_ffffn));
    mixed = mix(mixed, Number(amount >> 32n));
    const of = pool[row] ?? 0;
    hashes[of] = (hashes[of] ?? 0) + scrambled(mixed);
  }
  return hashes;
}

const mix = (sum: number, value: number): number => Math.imul(sum ^ value, 0x0100_0193);

/** Sums of what `mix` gives would let two differences cancel out: each row is scrambled first (MurmurHash3's last step). */
function scrambled(value: number): number {
  let word = value ^ (value >>> 16);
  word = Math.imul(word, 0x85eb_ca6b);
  word ^= word >>> 13;
  word = Math.imul(word, 0xc2b2_ae35);
  return word ^ (word >>> 16);
}
