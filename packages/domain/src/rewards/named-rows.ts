import { type Delegators, delegatorCredential, HASH_BYTES } from '../ledger/stake-snapshot.ts';
import { credentialText, type StakeCredential } from '../units/stake-credential.ts';

/**
 * The rows of a few thousand credentials among a million: for each given credential its row, or null when it delegates nowhere.
 * One pass over the hashes. A bitmap of the leading 22 bits turns away nearly every row before a text is made of it.
 */
export function findRows(delegators: Delegators, credentials: readonly StakeCredential[]): (number | null)[] {
  const texts = credentials.map(credentialText);
  const rowOf = new Map<string, number | null>(texts.map((text) => [text, null]));
  for (const row of rowsLike(delegators, credentials)) {
    const text = credentialText(delegatorCredential(delegators, row));
    if (rowOf.has(text)) rowOf.set(text, row);
  }
  return texts.map((text) => rowOf.get(text) ?? null);
}

/** The rows whose hash begins like that of one of the credentials. */
function rowsLike({ hash, count }: Delegators, credentials: readonly StakeCredential[]): number[] {
  const rows: number[] = [];
  if (credentials.length === 0) return rows;
  const isLead = leadsOf(credentials);
  for (let row = 0; row < count; row += 1) {
    const at = row * HASH_BYTES;
    const lead = ((hash[at] ?? 0) << 14) | ((hash[at + 1] ?? 0) << 6) | ((hash[at + 2] ?? 0) >>> 2);
    if (((isLead[lead >>> 3] ?? 0) & (1 << (lead & 7))) !== 0) rows.push(row);
  }
  return rows;
}

/** One bit for each value of a hash's first 22 bits. */
function leadsOf(credentials: readonly StakeCredential[]): Uint8Array {
  const bits = new Uint8Array(2 ** 19);
  for (const { hash } of credentials) {
    const lead = Number.parseInt(hash.slice(0, 6), 16) >>> 2;
    bits[lead >>> 3] = (bits[lead >>> 3] ?? 0) | (1 << (lead & 7));
  }
  return bits;
}
