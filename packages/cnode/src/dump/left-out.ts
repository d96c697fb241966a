import type { SnapshotRole } from '@pooltool/codec';

/**
 * Parts that may be passed over and come back empty, or null (`unspent`, `instantStake`). Passing over costs a third of the
 * time of reading and no memory. `rewards` are the single rewards of a complete update: what they come to is told in any
 * case, and a million of them as objects are the largest thing in a dump.
 */
export type LeftOutPart = SnapshotRole | 'accounts' | 'unspent' | 'instantStake' | 'rewards';

export type LeaveOut = ReadonlySet<LeftOutPart>;

export const NOTHING: LeaveOut = new Set();

/** What live stake is made of stays: pots, pools, accounts with balance and pool, stake of the unspent outputs. */
export const ALL_BUT_LIVE: LeaveOut = new Set(['mark', 'set', 'go', 'rewards']);

/** What an epoch begins with: accounts, mark and what rewards come to. Who follows every epoch has yesterday's mark, which is today's set. */
export const ALL_BUT_BOUNDARY: LeaveOut = new Set(['set', 'go', 'unspent', 'instantStake', 'rewards']);

/** One snapshot alone: reading them one after the other, a pass each, costs the memory of one. */
export function allBut(role: SnapshotRole): LeaveOut {
  const parts: readonly LeftOutPart[] = ['mark', 'set', 'go', 'accounts', 'unspent', 'instantStake', 'rewards'];
  return new Set(parts.filter((part) => part !== role));
}
