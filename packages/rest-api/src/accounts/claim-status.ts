import type { ClaimState } from '@pooltool/store/accounts';

/**
 * How the proof of an address stands, for whoever waits for it.
 * @param claims newest first
 * @returns null: nobody asked for it
 */
export function addressStatus(
  owner: string | null,
  claims: readonly ClaimState[],
): 'verified' | 'pending' | 'expired' | null {
  if (owner !== null) return 'verified';
  const asked = claims.filter(({ purpose }) => purpose === 'address');
  if (asked.some(({ outcome, expired }) => outcome === 'open' && !expired)) return 'pending';
  return asked.length > 0 ? 'expired' : null;
}

/**
 * How another password stands: what was paid for last counts, unless somebody asked again since.
 * @param claims newest first
 * @returns null: nobody asked for it
 */
export function resetStatus(claims: readonly ClaimState[]): 'completed' | 'pending' | 'expired' | null {
  const asked = claims.filter(({ purpose }) => purpose === 'password');
  const doneMs = Math.max(...asked.map(({ outcome, doneAt }) => (outcome === 'done' ? (doneAt?.getTime() ?? 0) : 0)));
  const open = asked.filter(({ outcome, expired }) => outcome === 'open' && !expired);
  if (open.some(({ requestedAt }) => requestedAt.getTime() > doneMs)) return 'pending';
  if (asked.some(({ outcome }) => outcome === 'done')) return 'completed';
  return asked.length > 0 ? 'expired' : null;
}
