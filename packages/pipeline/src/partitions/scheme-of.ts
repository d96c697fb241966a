import { datePartitions } from './date-partitions.ts';
import { integerPartitions } from './integer-partitions.ts';
import type { PartitionScheme, SchemeForm } from './partition-scheme.ts';
import { singlePartition } from './single-partition.ts';

/** The scheme of this form. */
export function schemeOf(form: SchemeForm): PartitionScheme {
  switch (form.kind) {
    case 'integer':
      return integerPartitions(form);
    case 'date':
      return datePartitions(form);
    case 'single':
      return singlePartition();
  }
}
