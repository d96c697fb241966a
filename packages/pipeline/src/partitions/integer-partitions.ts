import { partitionInvalid } from '../errors.ts';
import type { PartitionScheme } from './partition-scheme.ts';

export type IntegerPartitions = PartitionScheme & {
  key(number: number): string;
  number(key: string): number;
};

/** Whole numbers from `first` on, such as epochs: '208', '209', … */
export function integerPartitions({
  name,
  first = 0,
  last = Number.MAX_SAFE_INTEGER,
}: {
  readonly name: string;
  readonly first?: number;
  readonly last?: number;
}): IntegerPartitions {
  const inside = (number: number) => Number.isSafeInteger(number) && number >= first && number <= last;

  const number = (key: string): number => {
    const parsed = Number(key);
    if (String(parsed) === key && inside(parsed)) return parsed;
    throw partitionInvalid({
      message: `${JSON.stringify(key)} is not a partition of ${name}: a whole number from ${first} to ${last} is wanted`,
      details: { partition: key, scheme: name },
    });
  };

  return {
    form: { kind: 'integer', name, first, last },
    name,
    number,
    position: number,
    key: (wanted) => {
      const key = String(wanted);
      number(key);
      return key;
    },
    offset: (key, by) => {
      const moved = number(key) + by;
      return inside(moved) ? String(moved) : null;
    },
  };
}
