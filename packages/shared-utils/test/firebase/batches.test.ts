import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_LIMITS, batchesOf } from '../../src/firebase/batches.ts';

const limits = { paths: 5, bytes: 60 };

test('batches hold every path once and in order, and keep to the limits', () => {
  const update = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 40 }).chain((keys) =>
    fc
      .array(fc.oneof(fc.string({ maxLength: 30 }), fc.integer(), fc.constant(null)), {
        minLength: keys.length,
        maxLength: keys.length,
      })
      .map((values) => new Map(keys.map((key, i) => [`p/${key}`, values[i] ?? null]))),
  );
  fc.assert(
    fc.property(update, (paths) => {
      const batches = batchesOf(paths, limits);
      expect(batches.flatMap(({ values }) => Object.entries(values))).toEqual([...paths]);
      for (const batch of batches) {
        expect(batch.paths).toBe(Object.keys(batch.values).length);
        expect(batch.paths).toBeLessThanOrEqual(limits.paths);
        // One value larger than a batch has a batch of its own.
        expect(batch.paths === 1 || batch.bytes <= limits.bytes).toBe(true);
      }
    }),
  );
});

test('nothing to write makes no batch', () => {
  expect(batchesOf(new Map())).toEqual([]);
});

test('ten thousand small values make ten batches', () => {
  const heights = new Map(Array.from({ length: 10_000 }, (_, i) => [`stake_pool_columns/heights/pool${i}`, 1]));
  expect(batchesOf(heights).map(({ paths }) => paths)).toEqual(Array.from({ length: 10 }, () => BATCH_LIMITS.paths));
});

test.each([
  ['a path inside another one', ['a-b', 'a', 'a/b'], 'a/b lies inside a'],
  ['an empty key', ['a//b'], 'is empty'],
  ['a key that is none', ['a/b.c'], 'the key "b.c"'],
])('%s is refused', (_, paths, message) => {
  expect(() => batchesOf(new Map(paths.map((path) => [path, 1])))).toThrow(message);
});

test('a value the service would refuse for its size is refused before', () => {
  expect(() => batchesOf(new Map([['big', 'x'.repeat(17_000_000)]]))).toThrow('the value at big has 17000');
});
