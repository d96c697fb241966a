import { STANDINGS, standingOf } from '@pooltool/domain';
import { reportedCandidate, testCandidate } from '@pooltool/domain/testing';
import { expect, test } from 'vitest';
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
