import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { Pool } from '@pooltool/shared-utils/pg';
import { countUnsettled, type Settled } from '@pooltool/store/battles';

/** The figures an operator watches. @returns what is told of each transaction */
export function settleMetrics({ metrics, pool }: { metrics: Metrics; pool: Pool }): (settled: Settled) => void {
  metrics.gauge({
    name: 'unsettled_heights',
    says: 'Blocks of our chain above what is settled: about ORPHANS_SETTLE_BLOCKS, more while it is caught up with',
    read: async () => (await countUnsettled(pool)).heights,
  });
  metrics.gauge({
    name: 'orphans_per_day',
    says: 'Orphans of the last 24 hours before our tip, as far as settled',
    read: async () => (await countUnsettled(pool)).orphansOfDay,
  });
  const judged = metrics.counter({ name: 'heights_judged_total', says: 'Heights settled, also those settled again' });
  const orphans = metrics.counter({ name: 'orphans_settled_total', says: 'Blocks found to be on no chain' });
  return (settled) => {
    judged.inc(settled.judged);
    orphans.inc(settled.orphans);
  };
}
