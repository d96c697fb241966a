import fc from 'fast-check';
import type { Json } from '../../src/firebase/json.ts';
import type { Bound, Index, Query } from '../../src/firebase/query/query.ts';

/** Keys that meet often, of every sort: integers in several spellings, words, keys that only look like integers. */
export const key = fc.constantFrom(
  '0',
  '1',
  '2',
  '9',
  '10',
  '007',
  '-5',
  '99999999999',
  'a',
  'b',
  'B',
  'ab',
  'pool1',
  'é',
  '__proto__',
);

export const leaf = fc.oneof(
  fc.boolean(),
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.constantFrom('', 'a', 'b', '10', '9'),
);

/** A child as applications keep them: a scalar, or a record with an indexed field `n` that may be missing. */
export const child: fc.Arbitrary<Json> = fc.oneof(
  leaf,
  fc.record({ n: leaf, other: leaf }, { requiredKeys: ['other'], noNullPrototype: true }),
  fc.record(
    { n: leaf, '.priority': fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y')) },
    { noNullPrototype: true },
  ),
);

const index: fc.Arbitrary<Index> = fc.constantFrom(
  { by: 'key' } as const,
  { by: 'value' } as const,
  { by: 'priority' } as const,
  { by: 'child', path: ['n'] } as const,
);

const limit = fc.option(
  fc.record({ count: fc.integer({ min: 1, max: 4 }), side: fc.constantFrom('first' as const, 'last' as const) }),
  { nil: undefined },
);

function bound(of: Index): fc.Arbitrary<Bound | undefined> {
  const inclusive = fc.boolean();
  const one: fc.Arbitrary<Bound> =
    of.by === 'key'
      ? fc.record({ value: key, inclusive })
      : fc.record(
          { value: fc.oneof(leaf, fc.constant(null)), key: fc.option(key, { nil: undefined }), inclusive },
          { requiredKeys: ['value', 'inclusive'] },
        );
  return fc.option(one, { nil: undefined });
}

export const query: fc.Arbitrary<Query> = index.chain((chosen) =>
  fc.record({ index: fc.constant(chosen), start: bound(chosen), end: bound(chosen), limit }),
);
