import type { HistogramBucket } from '@pooltool/domain/rewards';
import type { JsonObject } from '@pooltool/shared-utils/json';
import type { NewestHistogram } from '../../documents/read-histograms.ts';

/** How many had which return (clients.md 1.1). */
export const histogramRecord = ({ earned, buckets }: NewestHistogram): JsonObject => ({
  epoch: earned,
  histogramdata: buckets.map(bucketRecord),
});

/** Labels in percent with two decimals, which the charts show as they are. */
const bucketRecord = ({ lowest, highest, frequency }: HistogramBucket): JsonObject => ({
  min: lowest.toFixed(2),
  max: highest.toFixed(2),
  freq: frequency,
});
