export type { BilledOperation } from './billed-operations.ts';
export { type MetricDefinition, type Metrics, makeMetrics } from './make-metrics.ts';
