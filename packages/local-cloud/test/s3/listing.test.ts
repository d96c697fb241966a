import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys } from '../../src/s3/key-order.ts';
import { listPage } from '../../src/s3/listing.ts';

interface Listing {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
}
interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  readonly startAfter: string;
}

/** The meaning of a listing, said in the plainest way: filter, then roll up. */
function model(keys: readonly string[], { prefix, delimiter, startAfter }: Asked): Listing {
  const within = keys.filter((key) => key.startsWith(prefix) && compareKeys(key, startAfter) > 0);
  const rest = (key: string) => key.slice(prefix.length);
  const rolled = (key: string) => delimiter !== '' && rest(key).includes(delimiter);
  const group = (key: string) => prefix + rest(key).slice(0, rest(key).indexOf(delimiter) + delimiter.length);
  return {
    keys: within.filter((key) => !rolled(key)),
    commonPrefixes: [...new Set(within.filter(rolled).map(group))],
  };
}

function allPages(keys: readonly string[], asked: Asked, maxKeys: number): Listing {
  const all = { keys: [] as string[], commonPrefixes: [] as string[] };
  let token: string | undefined;
  do {
    const page = listPage(keys, { ...asked, token, maxKeys });
    if (page === undefined) throw new Error('our own token was refused');
    const count = page.keys.length + page.commonPrefixes.length;
    expect(count).toBeLessThanOrEqual(maxKeys);
    // A page that promises more is full, and the more is there.
    expect(page.nextToken === undefined || count === maxKeys).toBe(true);
    expect(token === undefined || count > 0).toBe(true);
    all.keys.push(...page.keys);
    all.commonPrefixes.push(...page.commonPrefixes);
    token = page.nextToken;
  } while (token !== undefined);
  return all;
}

const text = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b', '/', '-', '\ue000', '😀'), maxLength });

test('all pages together are the listing, each key and each common prefix once', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(text(6), { maxLength: 40 }),
      fc.record({ prefix: text(2), delimiter: fc.constantFrom('', '/', '-', 'b/'), startAfter: text(4) }),
      fc.integer({ min: 1, max: 7 }),
      (unordered, asked, maxKeys) => {
        const keys = unordered.toSorted(compareKeys);
        expect(allPages(keys, asked, maxKeys)).toEqual(model(keys, asked));
      },
    ),
    { numRuns: 500 },
  );
});

test('a listing of no keys is empty and complete', () => {
  const asked = { prefix: '', delimiter: '', startAfter: '', token: undefined, maxKeys: 0 };
  expect(listPage(['a'], asked)).toEqual({ keys: [], commonPrefixes: [], nextToken: undefined });
});

test('a key deleted between two pages costs nothing but itself', () => {
  const asked = { prefix: '', delimiter: '', startAfter: '', maxKeys: 2 };
  const first = listPage(['a', 'b', 'c', 'd'], { ...asked, token: undefined });
  expect(listPage(['a', 'c', 'd'], { ...asked, token: first?.nextToken })?.keys).toEqual(['c', 'd']);
});

test('a token that is not ours is refused', () => {
  const asked = { prefix: '', delimiter: '', startAfter: '', token: 'ÿÿ', maxKeys: 2 };
  expect(listPage(['a'], asked)).toBeUndefined();
});
