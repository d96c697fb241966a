import { partitionInvalid } from '../errors.ts';
import type { Place } from '../registry/registry.ts';

/** @throws POOLTOOL_PARTITION_INVALID when the job is not one of ours. */
export function placeOfJob(data: unknown): Place {
  if (typeof data === 'object' && data !== null && 'asset' in data && 'partition' in data) {
    const { asset, partition } = data;
    if (typeof asset === 'string' && typeof partition === 'string') return { asset, partition };
  }
  throw partitionInvalid({ message: 'the job names no asset and partition' });
}
