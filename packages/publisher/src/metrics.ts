import type { Clock } from '@pooltool/shared-utils/clock';
import type { Metrics } from '@pooltool/shared-utils/metrics';
import type { Pool } from '@pooltool/shared-utils/pg';
import { waitingDocuments } from '@pooltool/store/documents';
import type { Published } from './drain/drain.ts';

export interface DrainMetrics {
  readonly observe: (published: Published) => void;
  readonly observePass: (seconds: number) => void;
}

/** The figures an operator watches. Bytes are those of `billed_bytes_total`. */
export function drainMetrics({ metrics, pool, clock }: { metrics: Metrics; pool: Pool; clock: Clock }): DrainMetrics {
  const labels = ['kind'] as const;
  const drawn = metrics.counter({ name: 'documents_drawn_total', says: 'Documents written', labels });
  const skipped = metrics.counter({
    name: 'documents_skipped_total',
    says: 'Documents drawn without a change',
    labels,
  });
  const refused = metrics.counter({ name: 'documents_refused_total', says: 'Documents that cannot be drawn', labels });
  const seconds = metrics.histogram({ name: 'drain_seconds', says: 'Duration of a pass over what is marked' });
  metrics.gauge({
    name: 'oldest_undrawn_document_age_seconds',
    says: 'Since the document that waits longest was marked',
    read: async () => {
      const { oldestMarkedAt } = await waitingDocuments(pool);
      return oldestMarkedAt === null ? 0 : Math.max(0, (clock.now() - oldestMarkedAt.getTime()) / 1000);
    },
  });
  metrics.gauge({
    name: 'documents_waiting',
    says: 'Documents marked and not drawn',
    read: async () => (await waitingDocuments(pool)).count,
  });
  return {
    observe: (published) => {
      drawn.inc({ kind: published.kind }, published.drawn);
      skipped.inc({ kind: published.kind }, published.skipped);
      refused.inc({ kind: published.kind }, published.refused);
    },
    observePass: (took) => seconds.observe(took),
  };
}
