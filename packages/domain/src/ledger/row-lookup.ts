import { HASH_BYTES } from './stake-snapshot.ts';

/** Credentials in columns: kind (0 key, 1 script) and hash (28 bytes) of each row. */
export interface CredentialColumns {
  readonly count: number;
  readonly kind: Uint8Array;
  readonly hash: Uint8Array;
}

/** The row of the credential of this kind whose hash stands in `bytes` from `at` on; −1: there is none. */
export type RowLookup = (kind: number, bytes: Uint8Array, at: number) => number;

/**
 * An open-addressing table over columns. Hashes are already random, so their leading bits are the place to look: at half
 * full a look-up touches one or two slots, and rows in the order of a ledger dump, which sorts by credential, walk straight through it.
 */
export function rowLookup({ count, kind, hash }: CredentialColumns): RowLookup {
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
      if (kind[row] === wantedKind && sameHash(hash, row * HASH_BYTES, bytes, at)) return row;
    }
    return -1;
  };
}

function sameHash(a: Uint8Array, atA: number, b: Uint8Array, atB: number): boolean {
  for (let i = 0; i < HASH_BYTES; i += 1) if (a[atA + i] !== b[atB + i]) return false;
  return true;
}
