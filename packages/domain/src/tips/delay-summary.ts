import { PROPAGATION_HISTOGRAM } from './propagation.ts';

/** How fast one block travelled. */
export interface DelaySummary {
  /** as they came, in their order: also hours, also negative */
  readonly raw: readonly number[];
  /** within ±5 s */
  readonly counted: number;
  /** beyond ±5 s: they tell of a wrong clock, and count nowhere but in the shares' whole */
  readonly outliers: number;
  /** ms, of those counted; the lower one of two in the middle; null where nothing is counted */
  readonly medianMs: number | null;
  /** ms, by nearest rank, of those counted */
  readonly percentilesMs: DelayPercentiles | null;
  /** of all that gave a time, how many had the block in so many seconds: 0 to 1; null where nobody gave one */
  readonly shareWithin: {
    readonly oneSecond: number;
    readonly threeSeconds: number;
    readonly fiveSeconds: number;
  } | null;
}

export interface DelayPercentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** @param raw whole ms from the slot's start, by the reporters' clocks */
export function summarizeDelays(raw: readonly number[]): DelaySummary {
  const { fromMs, toMs } = PROPAGATION_HISTOGRAM;
  const sorted = Int32Array.from(raw.filter((delay) => delay >= fromMs && delay <= toMs)).sort();
  const counted = sorted.length;
  const rank = (percent: number): number => nearestRank(sorted, percent) ?? 0;
  const share = (mostMs: number): number => countUpTo(sorted, mostMs) / raw.length;
  return {
    raw,
    counted,
    outliers: raw.length - counted,
    medianMs: nearestRank(sorted, 50),
    percentilesMs: counted === 0 ? null : { p50: rank(50), p90: rank(90), p95: rank(95), p99: rank(99) },
    shareWithin:
      raw.length === 0 ? null : { oneSecond: share(1_000), threeSeconds: share(3_000), fiveSeconds: share(5_000) },
  };
}

/** The least value that so many percent of all do not exceed; null of none. */
const nearestRank = (sorted: Int32Array, percent: number): number | null =>
  sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;

function countUpTo(sorted: Int32Array, most: number): number {
  const beyond = sorted.findIndex((delay) => delay > most);
  return beyond < 0 ? sorted.length : beyond;
}

export interface ShownHistogram {
  readonly counts: readonly number[];
  /** ms, one more than counts */
  readonly edges: readonly number[];
}

/** How clients draw delays: 50 bins to 2 s of a block, to 10 s of a candidate (operators.md 5.3, 5.6). */
export const BLOCK_HISTOGRAM = { toMs: 2_000, bins: 50 } as const;
export const CANDIDATE_HISTOGRAM = { toMs: 10_000, bins: 50 } as const;

/** From 0 on. The last bin includes its upper edge; what lies outside is left out. `bins` divides `toMs`. */
export function histogramOf(
  delays: readonly number[],
  { toMs, bins }: { readonly toMs: number; readonly bins: number },
): ShownHistogram {
  const counts = Array.from({ length: bins }, () => 0);
  for (const delay of delays) {
    if (delay < 0 || delay > toMs) continue;
    const bin = Math.min(Math.floor((delay * bins) / toMs), bins - 1);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { counts, edges: Array.from({ length: bins + 1 }, (_, edge) => (edge * toMs) / bins) };
}
