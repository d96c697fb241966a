/**
 * The two charts of returns on staking (original.md 3.2 and 3.3): of an earned epoch's pools with a return above 0, and of
 * its accounts with stake whose record has fewer than two details.
 *
 * Bucket 1 begins at 0 %, 19 ends below 10 %, 20 is everything from there on: PostgreSQL's `width_bucket(…, 0, 10, 19)`.
 */
export const ROS_HISTOGRAM = { fromPercent: 0, toPercent: 10, buckets: 19 } as const;

export const HISTOGRAM_SUBJECTS = ['pools', 'accounts'] as const;
export type HistogramSubject = (typeof HISTOGRAM_SUBJECTS)[number];

/** Only buckets with something in them exist. Percent, annualised. */
export interface HistogramBucket {
  readonly bucket: number;
  /** the smallest and the largest return in it, not its bounds */
  readonly lowest: number;
  readonly highest: number;
  readonly frequency: number;
}

export type RosHistograms = Readonly<Record<HistogramSubject, readonly HistogramBucket[]>>;
