import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Catalog, type Entry } from '../../src/s3/catalog.ts';
import type { Piece } from '../../src/s3/object.ts';

const piece = (blob: string): Piece => ({ blob, offset: 0, size: 1 });
const facts = { size: 1, etag: 'e', lastModifiedMs: 1, headers: {}, userMetadata: {} };

const key = fc.constantFrom('a', 'b', 'c');
const upload = fc.constantFrom('u1', 'u2');
const blob = fc.constantFrom('x', 'y', 'z');
const bucket = 'bucket';
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ key, blob }).map(({ key, blob }) => objectEntry(key, blob)),
  fc.record({ key, blob, upload }).map(({ key, blob, upload }) => ({ ...objectEntry(key, blob), upload })),
  key.map((key) => ({ kind: 'object-removed', bucket, key }) as const),
  fc
    .record({ upload, key })
    .map(
      ({ upload: id, key }) =>
        ({ kind: 'upload', upload: { id, bucket, key, startedMs: 1, headers: {}, userMetadata: {} } }) as const,
    ),
  fc.record({ upload, blob, number: fc.integer({ min: 1, max: 3 }) }).map(
    ({ upload, blob, number }) =>
      ({
        kind: 'part',
        upload,
        part: { number, size: 1, etag: 'e', lastModifiedMs: 1, pieces: [piece(blob)] },
      }) as const,
  ),
  upload.map((upload) => ({ kind: 'upload-removed', upload }) as const),
);

function objectEntry(key: string, blob: string) {
  return { kind: 'object', bucket, object: { key, pieces: [piece(blob)], ...facts } } as const;
}

const counted = (blobs: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const blob of blobs.toSorted()) counts[blob] = (counts[blob] ?? 0) + 1;
  return counts;
};

test('what the changes add up to is what the catalog names', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
      const catalog = new Catalog();
      catalog.apply({ kind: 'bucket', bucket, createdMs: 1 });
      const named = new Map<string, number>();
      for (const each of entries) {
        const { gained, lost } = catalog.apply(each);
        for (const { blob } of gained) named.set(blob, (named.get(blob) ?? 0) + 1);
        for (const { blob } of lost) named.set(blob, (named.get(blob) ?? 0) - 1);
      }
      const left = Object.fromEntries([...named].filter(([, count]) => count !== 0));
      expect(left).toEqual(counted(catalog.pieces().map(({ blob }) => blob)));
    }),
    { numRuns: 300 },
  );
});

test('the shortest entries make the same catalog, and its keys stay in order', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
      const catalog = new Catalog();
      catalog.apply({ kind: 'bucket', bucket, createdMs: 1 });
      catalog.keys(bucket);
      for (const each of entries) catalog.apply(each);
      const again = new Catalog();
      for (const each of catalog.entries()) again.apply(each);
      expect([...again.entries()]).toEqual([...catalog.entries()]);
      expect(catalog.keys(bucket)).toEqual(again.keys(bucket));
    }),
    { numRuns: 300 },
  );
});
