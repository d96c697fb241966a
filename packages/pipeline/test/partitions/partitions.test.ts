import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datePartitions } from '../../src/partitions/date-partitions.ts';
import { integerPartitions } from '../../src/partitions/integer-partitions.ts';
import { partitionRange } from '../../src/partitions/partition-scheme.ts';
import { singlePartition, WHOLE } from '../../src/partitions/single-partition.ts';

const epochs = integerPartitions({ name: 'epoch', first: 208, last: 1_000 });
const days = datePartitions({ name: 'day', first: '2023-12-30' });

test('a number has one spelling', () => {
  expect(epochs.position('210')).toBe(210);
  for (const wrong of ['0210', '210.0', ' 210', '2e2', '', 'abc', '207', '1001', '-1']) {
    expect(() => epochs.position(wrong)).toThrow(`${JSON.stringify(wrong)} is not a partition of epoch`);
  }
});

test('a date must exist and not lie before the first', () => {
  expect(days.offset('2024-02-28', 1)).toBe('2024-02-29');
  expect(days.offset('2023-12-30', -1)).toBeNull();
  for (const wrong of ['2023-02-29', '2024-2-28', '2023-12-29', '2024-02-28T00:00']) {
    expect(() => days.position(wrong)).toThrow('is not a partition of day');
  }
});

test('a scheme ends at its ends', () => {
  expect(epochs.offset('208', -1)).toBeNull();
  expect(epochs.offset('1000', 1)).toBeNull();
  expect(singlePartition().offset(WHOLE, 1)).toBeNull();
});

test('a range is ascending and includes both ends', () => {
  expect(partitionRange(epochs, '209', '211')).toEqual(['209', '210', '211']);
  expect(partitionRange(epochs, '211', '209')).toEqual([]);
  expect(partitionRange(days, '2024-02-28', '2024-03-01')).toEqual(['2024-02-28', '2024-02-29', '2024-03-01']);
});

test('an offset moves the position by as much, and back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 400, max: 800 }), fc.integer({ min: -150, max: 150 }), (number, by) => {
      const key = epochs.key(number);
      const moved = epochs.offset(key, by);
      expect(moved === null ? null : epochs.offset(moved, -by)).toBe(key);
      expect(moved === null ? null : epochs.position(moved)).toBe(number + by);
    }),
  );
});
