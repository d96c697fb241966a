import { type Delegators, delegatorCredential, HASH_BYTES } from '../ledger/stake-snapshot.ts';
import { credentialText, type StakeCredential } from '../units/stake-credential.ts';

/**
 * The rows of a few thousand credentials among a million: for each given credential its row, or null when it delegates nowhere.
 * One pass over the hashes. A bitmap of the leading 20 bits turns away nearly every row before a text is made of it.
 */
export function findRows(delegators: Delegators, credentials: readonly StakeCredential[]): (number | null)[] {
  const texts = credentials.map(credentialText);
  const rowOf = new Map<string, number | null>(texts.map((text) => [text, null]));
  if (rowOf.size > 0) {
    const isCandidate = leadingBits(credentials);
    const { hash, count } = delegators;
    for (let row = 0; row < count; row += 1) {
      const at = row * HASH_BYTES;
      const lead = ((hash[at] ?? 0) << 12) | ((hash[at + 1] ?? 0) << 4) | ((hash[at + 2] ?? 0) >>> 4);
      if (isCandidate[lead] !== 1) continue;
      const text = credentialText(delegatorCredential(delegators, row));
      if (rowOf.has(text)) rowOf.set(text, row);
    }
  }
  return texts.map((text) => rowOf.get(text) ?? null);
}

/** One byte a value of the first five hex digits. */
function leadingBits(credentials: readonly StakeCredential[]): Uint8Array {
  const bitmap = new Uint8Array(2 ** 20);
  for (const { hash } of credentials) bitmap[Number.parseInt(hash.slice(0, 5), 16)] = 1;
  return bitmap;
}
