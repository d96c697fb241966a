import { blockHash, type Candidate, STANDINGS, standingOf, standingsOfTwins } from '@pooltool/domain';
import { hash32, reportedCandidate, testCandidate } from '@pooltool/domain/testing';
import { describe, expect, test } from 'vitest';
import { candidatesOf, comparedTip, fc } from './arbitrary-candidates.ts';

test.each([
  { evidence: 'proven', provable: true, witnesses: 0, standing: 'unconfirmed' },
  { evidence: 'proven', provable: true, witnesses: 1, standing: 'likely' },
  { evidence: 'proven', provable: true, witnesses: 2, standing: 'confirmed' },
  { evidence: 'consistent', provable: false, witnesses: 2, standing: 'unconfirmed' },
  { evidence: 'consistent', provable: false, witnesses: 3, standing: 'likely' },
  { evidence: 'consistent', provable: true, witnesses: 900, standing: 'unconfirmed' },
  { evidence: 'claimed', provable: false, witnesses: 900, standing: 'unconfirmed' },
  { evidence: null, provable: false, witnesses: 0, standing: 'unconfirmed' },
] as const)(
  '$evidence (provable: $provable), seen by $witnesses other pools: $standing',
  ({ standing, ...support }) => {
    expect(standingOf({ ...testCandidate(1), held: false, ...support }, [])).toBe(standing);
  },
);

test('what our node had on its chain is confirmed, whoever reported it', () => {
  expect(standingOf(testCandidate(1), [reportedCandidate(2, 900)])).toBe('confirmed');
});

test('a proof copied onto an invented hash needs two witnesses beside the block that is held', () => {
  expect(standingOf(reportedCandidate(2, 1), [testCandidate(1)])).toBe('unconfirmed');
  expect(standingOf(reportedCandidate(2, 2), [testCandidate(1)])).toBe('confirmed');
});

test('before our node has either, one liar makes no second block, and takes nothing from the first', () => {
  const [honest, invented] = [reportedCandidate(1, 5), reportedCandidate(2, 1)];
  expect(standingOf(honest, [invented])).toBe('confirmed');
  expect(standingOf(invented, [honest])).toBe('unconfirmed');
});

test('of two that as many have seen, one pool each, neither counts until more is known', () => {
  expect(standingOf(reportedCandidate(1, 1), [reportedCandidate(2, 1)])).toBe('unconfirmed');
});

test('where nothing can be proven, twins of the foremost count for nothing', () => {
  const unprovable = { evidence: 'consistent', provable: false } as const;
  const [foremost, twin] = [reportedCandidate(1, 4, unprovable), reportedCandidate(2, 3, unprovable)];
  expect(standingOf(foremost, [twin])).toBe('likely');
  expect(standingOf(twin, [foremost])).toBe('unconfirmed');
});

test('a twin that could be proven and is not, or is only claimed, stands in nobody’s way, however many tell of it', () => {
  const likely = reportedCandidate(1, 1);
  expect(standingOf(likely, [reportedCandidate(2, 900, { evidence: 'consistent' })])).toBe('likely');
  expect(standingOf(likely, [reportedCandidate(2, 900, { evidence: 'claimed' })])).toBe('likely');
});

test('what is proven comes before what more have seen and nobody proved', () => {
  const [proven, told] = [
    reportedCandidate(1, 2),
    reportedCandidate(2, 5, { evidence: 'consistent', provable: false }),
  ];
  expect(standingOf(proven, [told])).toBe('confirmed');
  expect(standingOf(told, [proven])).toBe('unconfirmed');
});

test('one hash at two heights is one block: the claim that fewer make counts for nothing, however many they are', () => {
  expect(standingOf(reportedCandidate(1, 40), [reportedCandidate(1, 41)])).toBe('unconfirmed');
  expect(standingOf(reportedCandidate(1, 41), [reportedCandidate(1, 40)])).toBe('confirmed');
});

test('a further witness never lowers a standing, and without witnesses only what is held has one', () => {
  fc.assert(
    fc.property(comparedTip, candidatesOf(100, 3), (candidate, twins) => {
      const rank = (witnesses: number) => STANDINGS.indexOf(standingOf({ ...candidate, witnesses }, twins));
      expect(rank(candidate.witnesses + 1)).toBeGreaterThanOrEqual(rank(candidate.witnesses));
      expect(rank(0) > 0).toBe(candidate.held);
    }),
  );
});

describe('of many twins', () => {
  /** Some of one hash: claims of one block at several heights. */
  const twinsOf = fc
    .array(fc.tuple(comparedTip, fc.integer({ min: 1, max: 4 })), { maxLength: 8 })
    .map((made) => made.map(([candidate, tag]): Candidate => ({ ...candidate, hash: blockHash(hash32(tag)) })));

  test('each stands as it does against all others', () => {
    fc.assert(
      fc.property(twinsOf, (twins) => {
        const standings = standingsOfTwins(twins);
        expect(twins.map((twin) => standings.get(twin))).toEqual(
          twins.map((twin) =>
            standingOf(
              twin,
              twins.filter((other) => other !== twin),
            ),
          ),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  test('eight are believed at most, those that most have seen, however many two pools tell of', () => {
    const twins = Array.from({ length: 20 }, (_, tag) => reportedCandidate(tag + 1, tag === 19 ? 5 : 2));
    const standings = standingsOfTwins(twins);
    expect(twins.flatMap((twin, at) => (standings.get(twin) === 'confirmed' ? [at] : []))).toEqual([
      0, 1, 2, 3, 4, 5, 6, 19,
    ]);
  });

  test('a thousand are not held against each other one by one', () => {
    let looks = 0;
    const twins = Array.from({ length: 1_000 }, (_, tag) => ({
      ...reportedCandidate(tag, 1),
      get evidence() {
        looks += 1;
        return 'proven' as const;
      },
    }));
    expect(new Set(standingsOfTwins(twins).values())).toEqual(new Set(['unconfirmed']));
    expect(looks).toBeLessThan(100_000);
  });
});
