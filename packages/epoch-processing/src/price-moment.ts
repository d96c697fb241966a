import { type UnixMs, unixMs } from '@pooltool/domain';

/** Which of the prices that a source can tell is asked for. */
export interface PriceMoment {
  readonly kind: 'now' | 'midnight';
  /** the moment the prices are of */
  readonly atMs: UnixMs;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** CoinGecko knows a day's price of 00:00 UTC 35 to 40 minutes later (its reference, coins/{id}/market_chart/range). */
const MIDNIGHT_KNOWN_AFTER_MS = HOUR_MS;

/** People are told a price as that of the payout; farther from it than this, the run's check says so. */
export const NEAR_ENOUGH_MS = HOUR_MS;

/**
 * The prices nearest to the payout that can still be had: those of now, as long as it was just now; later those of the
 * midnight next to it, which is 2¼ hours away on mainnet. Prices of today never stand for those of a payout days ago.
 */
export function priceMoment({ paidAtMs, nowMs }: { readonly paidAtMs: number; readonly nowMs: number }): PriceMoment {
  const midnightMs = Math.round(paidAtMs / DAY_MS) * DAY_MS;
  const isKnown = nowMs >= midnightMs + MIDNIGHT_KNOWN_AFTER_MS;
  return isKnown && lagMs(midnightMs, paidAtMs) < lagMs(nowMs, paidAtMs)
    ? { kind: 'midnight', atMs: unixMs(midnightMs) }
    : { kind: 'now', atMs: unixMs(nowMs) };
}

/** How far prices are from what they are to be the prices of, before or after. */
export const lagMs = (pricedAtMs: number, paidAtMs: number): number => Math.abs(pricedAtMs - paidAtMs);
