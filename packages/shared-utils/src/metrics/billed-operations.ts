import type { Counter } from 'prom-client';

/** What cloud providers count. `pooltool cost` multiplies these by the prices in docs/costs.md. */
export type BilledOperation =
  | 'firebase_download'
  | 'firebase_upload'
  | 'firebase_push'
  | 's3_put'
  | 's3_get'
  | 's3_list'
  | 's3_delete'
  | 'dynamodb_read'
  | 'dynamodb_write';

type MakeCounter = (definition: {
  readonly name: string;
  readonly says: string;
  readonly labels: readonly 'operation'[];
}) => Counter<'operation'>;

/** The two counters behind `countBilled`: operations and bytes, each by operation. */
export function billing(counter: MakeCounter) {
  const labels = ['operation'] as const;
  const operations = counter({
    name: 'billed_operations_total',
    says: 'Operations the cloud puts on the bill',
    labels,
  });
  const moved = counter({ name: 'billed_bytes_total', says: 'Bytes moved by operations on the bill', labels });
  return (operation: BilledOperation, bytes = 0, count = 1): void => {
    operations.inc({ operation }, count);
    moved.inc({ operation }, bytes);
  };
}
