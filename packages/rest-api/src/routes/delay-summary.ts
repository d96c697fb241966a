import { type DelaySummary, summarizeDelays } from '@pooltool/domain';
import type { BlockReports } from '@pooltool/store/documents';
import { Type } from 'typebox';
import type { Cell } from '../conventions/csv.ts';
import { millis, orNull } from './block-schemas.ts';

const share = (seconds: number) => Type.Number({ description: `0 to 1, within ${seconds} s`, minimum: 0, maximum: 1 });

export const delaySummarySchema = Type.Object(
  {
    pools: Type.Integer({ description: 'That gave a time.' }),
    counted: Type.Integer({ description: 'Of them, within ±5 s.' }),
    outliers: Type.Integer({
      description: 'Of them, beyond ±5 s: a clock that is wrong. They count only in the shares.',
    }),
    medianMs: millis('Of those counted, the lower of two in the middle; null: none.'),
    percentilesMs: orNull(
      Type.Object({ p50: Type.Integer(), p90: Type.Integer(), p95: Type.Integer(), p99: Type.Integer() }),
      'Of those counted, by nearest rank; null: none.',
    ),
    shareWithin: orNull(
      Type.Object({ oneSecond: share(1), threeSeconds: share(3), fiveSeconds: share(5) }),
      'Of all that gave a time; null: nobody did.',
    ),
  },
  {
    description:
      "One voice a pool: of its nodes the one whose report reached us first, measured from the block's true slot. The same figures as in the block's file.",
  },
);

export const DELAY_SUMMARY_EXAMPLE = {
  pools: 3,
  counted: 3,
  outliers: 0,
  medianMs: 412,
  percentilesMs: { p50: 412, p90: 655, p95: 655, p99: 655 },
  shareWithin: { oneSecond: 1, threeSeconds: 1, fiveSeconds: 1 },
};

export interface ShownSummary extends Omit<DelaySummary, 'raw'> {
  readonly pools: number;
}

/** @param reports undefined: nobody reported the block */
export function summaryOf(reports: { readonly arrivals: BlockReports['arrivals'] } | undefined): ShownSummary {
  const { raw, ...summary } = summarizeDelays(reports?.arrivals.map(({ delayMs }) => delayMs) ?? []);
  return { pools: raw.length, ...summary };
}

export const SUMMARY_COLUMNS: readonly (readonly [string, (summary: ShownSummary) => Cell])[] = [
  ['pools', ({ pools }) => pools],
  ['counted', ({ counted }) => counted],
  ['outliers', ({ outliers }) => outliers],
  ['median_ms', ({ medianMs }) => medianMs],
  ['p90_ms', ({ percentilesMs }) => percentilesMs?.p90],
  ['p95_ms', ({ percentilesMs }) => percentilesMs?.p95],
  ['p99_ms', ({ percentilesMs }) => percentilesMs?.p99],
  ['within_1s', ({ shareWithin }) => shareWithin?.oneSecond],
  ['within_3s', ({ shareWithin }) => shareWithin?.threeSeconds],
  ['within_5s', ({ shareWithin }) => shareWithin?.fiveSeconds],
];
