import { type Epoch, epoch } from '@pooltool/domain';
import type { HistogramBucket, HistogramSubject } from '@pooltool/domain/rewards';
import type { Queryable } from '@pooltool/shared-utils/pg';

export interface NewestHistogram {
  readonly earned: Epoch;
  /** ascending */
  readonly buckets: readonly HistogramBucket[];
}

/** Of the newest earned epoch whose returns are counted; null when none are. */
export async function newestHistogram(db: Queryable, subject: HistogramSubject): Promise<NewestHistogram | null> {
  const { rows } = await db.query<{ earned: number } & (HistogramBucket | { readonly bucket: null })>({
    name: 'newest-histogram',
    text: `
      select e.earned_epoch as earned, h.bucket, h.lowest, h.highest, h.frequency
      from (select max(earned_epoch) as earned_epoch from ros_histogram_epoch) e
      left join ros_histogram h on h.earned_epoch = e.earned_epoch and h.subject = $1
      where e.earned_epoch is not null order by h.bucket`,
    values: [subject],
  });
  const [first] = rows;
  if (first === undefined) return null;
  const buckets = rows.flatMap(({ earned: _earned, ...bucket }) => (bucket.bucket === null ? [] : [bucket]));
  return { earned: epoch(first.earned), buckets };
}
