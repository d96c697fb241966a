import type { Epoch } from '@pooltool/domain';

/** Whether people are told of a payout, and if not, why. */
export type PayoutNews = { readonly told: true } | { readonly told: false; readonly because: string };

/**
 * Only the newest payout is news, and only for a while: a backfill of old epochs, a run again after years, a chain that is
 * caught up with tell nobody anything.
 */
export function payoutNews({
  earned,
  newestPaid,
  paidAtMs,
  nowMs,
  withinMs,
}: {
  readonly earned: Epoch;
  readonly newestPaid: Epoch | null;
  readonly paidAtMs: number;
  readonly nowMs: number;
  readonly withinMs: number;
}): PayoutNews {
  if (newestPaid === null) return { told: false, because: 'no payout is known' };
  if (earned < newestPaid) return { told: false, because: `a later payout is known: that of epoch ${newestPaid}` };
  if (nowMs - paidAtMs > withinMs) {
    return { told: false, because: `it was at ${new Date(paidAtMs).toISOString()}, which is no news any more` };
  }
  return { told: true };
}
