import { partitionInvalid } from '../errors.ts';
import type { PartitionScheme } from './partition-scheme.ts';

/** The only key of an asset that is not cut. */
export const WHOLE = 'all';

/** An asset in one piece, such as a table of current figures. */
export function singlePartition(): PartitionScheme {
  const position = (key: string): number => {
    if (key === WHOLE) return 0;
    throw partitionInvalid({
      message: `${JSON.stringify(key)} is not a partition: an asset in one piece has only ${JSON.stringify(WHOLE)}`,
      details: { partition: key, scheme: 'single' },
    });
  };
  return {
    form: { kind: 'single' },
    name: 'single',
    position,
    offset: (key, by) => {
      position(key);
      return by === 0 ? WHOLE : null;
    },
  };
}
