const MASK = (1n << 64n) - 1n;
const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;
const BLOCK = 16;

/**
 * MurmurHash3 x64-128 (Austin Appleby, public domain) with seed 0, its two halves as one number: h2·2^64 + h1, which is what
 * the fingerprints of real events hold.
 */
export function murmur3(bytes: Uint8Array): bigint {
  const padded = new Uint8Array(Math.ceil((bytes.length + 1) / BLOCK) * BLOCK);
  padded.set(bytes);
  const words = new DataView(padded.buffer);
  let h1 = 0n;
  let h2 = 0n;
  let at = 0;
  for (; at + BLOCK <= bytes.length; at += BLOCK) {
    h1 ^= first(words.getBigUint64(at, true));
    h1 = times(plus(turned(h1, 27n), h2), 5n) + 0x52dce729n;
    h2 ^= second(words.getBigUint64(at + 8, true));
    h2 = times(plus(turned(h2, 31n), h1 & MASK), 5n) + 0x38495ab5n;
    h1 &= MASK;
    h2 &= MASK;
  }
  // What is left is shorter than a block and padded with zeros, which mix to nothing.
  h1 ^= first(words.getBigUint64(at, true));
  h2 ^= second(words.getBigUint64(at + 8, true));
  const length = BigInt(bytes.length);
  h1 = plus(h1 ^ length, h2 ^ length);
  h2 = plus(h2 ^ length, h1);
  h1 = plus(finished(h1), finished(h2));
  h2 = plus(finished(h2), h1);
  return (h2 << 64n) | h1;
}

const first = (word: bigint): bigint => times(turned(times(word, C1), 31n), C2);
const second = (word: bigint): bigint => times(turned(times(word, C2), 33n), C1);

function finished(word: bigint): bigint {
  let mixed = times(word ^ (word >> 33n), 0xff51afd7ed558ccdn);
  mixed = times(mixed ^ (mixed >> 33n), 0xc4ceb9fe1a85ec53n);
  return mixed ^ (mixed >> 33n);
}

const times = (a: bigint, b: bigint): bigint => (a * b) & MASK;
const plus = (a: bigint, b: bigint): bigint => (a + b) & MASK;
const turned = (word: bigint, by: bigint): bigint => ((word << by) | (word >> (64n - by))) & MASK;
