import { partitionInvalid } from '../errors.ts';
import type { PartitionScheme } from './partition-scheme.ts';

const DAY_MS = 86_400_000;
const KEY = /^\d{4}-\d{2}-\d{2}$/;

/** Calendar days in UTC from `first` on: '2026-03-01'. The position is the day's number since 1970-01-01. */
export function datePartitions({ name, first }: { readonly name: string; readonly first: string }): PartitionScheme {
  const day = (key: string): number => {
    const ms = KEY.test(key) ? Date.parse(`${key}T00:00:00Z`) : Number.NaN;
    // Date.parse takes 31 February for 3 March: only a day that reads back the same is one.
    if (Number.isNaN(ms) || keyOf(ms / DAY_MS) !== key || (key !== first && key < first)) {
      throw partitionInvalid({
        message: `${JSON.stringify(key)} is not a partition of ${name}: a date from ${first} on, as YYYY-MM-DD, is wanted`,
        details: { partition: key, scheme: name },
      });
    }
    return ms / DAY_MS;
  };
  const firstDay = day(first);

  return {
    form: { kind: 'date', name, first },
    name,
    position: day,
    offset: (key, by) => {
      const moved = day(key) + by;
      return moved < firstDay ? null : keyOf(moved);
    },
  };
}

const keyOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
