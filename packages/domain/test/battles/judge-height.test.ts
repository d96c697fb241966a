import { blockHash, type Candidate, type HeightFacts, height, judgeHeight, slot } from '@pooltool/domain';
import { hash32, reportedCandidate, testCandidate, testPoolId } from '@pooltool/domain/testing';
import { describe, expect, test } from 'vitest';
import { candidatesOf, fc, shuffled } from './arbitrary-candidates.ts';

/** Turns the order of outputs round, so that leader values and outputs can be told apart. */
const leaderValue = (blockVrf: string): string => (0xffffn - BigInt(`0x${blockVrf}`)).toString(16).padStart(64, '0');

const judge = (candidates: readonly Candidate[], given: Partial<HeightFacts> = {}) =>
  judgeHeight({ height: height(100), candidates, sameSlot: [], chain: null, leaderValue, ...given });

const chainOf = (tag: number) => ({ hash: blockHash(hash32(tag)) });
const inSlot = (tag: number, at: number, given: Partial<Candidate> = {}) =>
  testCandidate(tag, { slot: slot(at), ...given });
/** A second block of pool 1. */
const again = (tag: number, at: number) => inSlot(tag, at, { producer: testPoolId(1) });

describe('what a height is called', () => {
  test.each([
    { of: 'one block', blocks: [inSlot(1, 10)], kinds: [], classification: null, isSlotBattle: false },
    {
      of: 'two pools in one slot',
      blocks: [inSlot(1, 10), inSlot(2, 10)],
      kinds: ['slot-battle'],
      classification: 'competitive',
      isSlotBattle: true,
    },
    {
      of: 'two pools in two slots',
      blocks: [inSlot(1, 10), inSlot(2, 11)],
      kinds: ['height-battle'],
      classification: 'competitive',
      isSlotBattle: false,
    },
    {
      of: 'one pool twice in a slot',
      blocks: [inSlot(1, 10), again(2, 10)],
      kinds: ['double-producer'],
      classification: 'forker',
      isSlotBattle: true,
    },
    {
      of: 'one pool in two slots',
      blocks: [inSlot(1, 10), again(2, 30)],
      kinds: ['re-mint'],
      classification: 'forker',
      isSlotBattle: false,
    },
    {
      of: 'three pools, two in a slot',
      blocks: [inSlot(1, 10), inSlot(2, 10), inSlot(3, 12)],
      kinds: ['slot-battle', 'height-battle'],
      classification: 'competitive',
      isSlotBattle: false,
    },
    {
      of: 'a pool twice and another one',
      blocks: [inSlot(1, 10), again(2, 10), inSlot(3, 10)],
      kinds: ['slot-battle', 'double-producer'],
      classification: 'competitive',
      isSlotBattle: true,
    },
    {
      of: 'genesis delegates in two slots',
      blocks: [inSlot(1, 10, { producer: null }), inSlot(2, 11, { producer: null })],
      kinds: ['height-battle'],
      classification: 'competitive',
      isSlotBattle: false,
    },
  ])('$of: $classification, $kinds', ({ blocks, kinds, classification, isSlotBattle }) => {
    expect(judge(blocks)).toMatchObject({ kinds, classification, isSlotBattle });
  });

  test('a pool that made two blocks leaves the others of the height what they are', () => {
    const { candidates } = judge([inSlot(1, 10), again(2, 10), inSlot(3, 12)]);
    expect(candidates.map(({ kinds }) => kinds)).toEqual([
      ['height-battle', 'double-producer'],
      ['height-battle', 'double-producer'],
      ['height-battle'],
    ]);
  });

  test('an unconfirmed block is shown and makes no battle', () => {
    const contest = judge([inSlot(1, 10), reportedCandidate(2, 0, { slot: slot(10), blockVrf: '00'.repeat(64) })]);
    expect(contest).toMatchObject({ kinds: [], classification: null, isSlotBattle: false });
    expect(
      contest.candidates.map(({ standing, predicted, lowestBlockVrf }) => ({ standing, predicted, lowestBlockVrf })),
    ).toEqual([
      { standing: 'confirmed', predicted: null, lowestBlockVrf: true },
      { standing: 'unconfirmed', predicted: null, lowestBlockVrf: false },
    ]);
  });
});

describe('battles hidden by a missed parent', () => {
  const missed = inSlot(1, 10);
  const other = inSlot(2, 10, { height: height(101) });

  test('show at both heights, and the longer chain is predicted to win', () => {
    expect(judge([missed], { sameSlot: [other] })).toMatchObject({
      kinds: ['slot-battle'],
      classification: 'competitive',
      isSlotBattle: true,
      candidates: [{ kinds: ['slot-battle'], predicted: false }],
      hidden: [{ hash: other.hash, height: 101, slot: 10, producer: testPoolId(2) }],
    });
    expect(judge([other], { height: height(101), sameSlot: [missed] })).toMatchObject({
      kinds: ['slot-battle'],
      candidates: [{ predicted: true }],
      hidden: [{ height: 100 }],
    });
  });

  test('one pool in one slot at two heights is a double producer', () => {
    const twin = inSlot(2, 10, { height: height(101), producer: testPoolId(1) });
    expect(judge([missed], { sameSlot: [twin] })).toMatchObject({
      kinds: ['double-producer'],
      classification: 'forker',
    });
  });

  test('need a real block on both sides, another slot is none, and a block is not its own rival at a height it is not at', () => {
    const unconfirmed = reportedCandidate(2, 0, { slot: slot(10), height: height(101) });
    const sameHash = reportedCandidate(1, 9, { slot: slot(10), height: height(101) });
    for (const elsewhere of [unconfirmed, sameHash, inSlot(2, 11, { height: height(101) })]) {
      expect(judge([missed], { sameSlot: [elsewhere] })).toMatchObject({ kinds: [], hidden: [] });
    }
    const lie = reportedCandidate(3, 0, { slot: slot(10) });
    expect(judge([lie], { sameSlot: [other] })).toMatchObject({ kinds: [], hidden: [] });
  });

  test('count for the block of that slot only', () => {
    const { candidates } = judge([missed, again(3, 30)], { sameSlot: [other] });
    expect(candidates.map(({ kinds }) => kinds)).toEqual([['slot-battle', 're-mint'], ['re-mint']]);
  });

  test('are not made of what is said to be elsewhere and is of this height', () => {
    expect(judge([missed], { sameSlot: [inSlot(2, 10)] })).toMatchObject({ kinds: [], hidden: [] });
  });
});

describe('settling', () => {
  test('the block of the chain stands, the others are orphans, and a prediction that failed stays as it was', () => {
    const contest = judge([inSlot(1, 10), inSlot(2, 10)], { chain: chainOf(2) });
    expect(contest.settled).toBe(true);
    expect(contest.candidates.map(({ predicted, chained }) => ({ predicted, chained }))).toEqual([
      { predicted: true, chained: false },
      { predicted: false, chained: true },
    ]);
  });

  test('nothing is chained or orphaned before', () => {
    const contest = judge([inSlot(1, 10), inSlot(2, 10)]);
    expect(contest.settled).toBe(false);
    expect(contest.candidates.map(({ chained }) => chained)).toEqual([null, null]);
  });

  test('what the chain has is confirmed, however little was reported of it', () => {
    const [candidate] = judge([reportedCandidate(1, 0)], { chain: chainOf(1) }).candidates;
    expect(candidate).toMatchObject({ standing: 'confirmed', chained: true, held: true });
  });

  test('where the chain has a block that nobody told of, all that was told of are orphans', () => {
    expect(judge([inSlot(1, 10)], { chain: chainOf(9) }).candidates).toMatchObject([{ chained: false }]);
  });
});

test('the lowest leader value and the lowest output are found apart, among all that share them', () => {
  const { candidates } = judge([inSlot(1, 10), inSlot(2, 10), inSlot(3, 11, { blockVrf: testCandidate(1).blockVrf })]);
  expect(candidates.map(({ lowestLeaderVrf, lowestBlockVrf }) => [lowestLeaderVrf, lowestBlockVrf])).toEqual([
    [false, true],
    [true, false],
    [false, true],
  ]);
});

test("before Babbage the leader's output is itself the leader value", () => {
  const tpraos = (tag: number, leader: string) =>
    inSlot(tag, 10, { era: 5, leaderVrf: leader.repeat(64), blockVrf: null });
  const { candidates } = judge([tpraos(1, '02'), tpraos(2, '01')]);
  expect(candidates.map(({ lowestLeaderVrf, lowestBlockVrf }) => [lowestLeaderVrf, lowestBlockVrf])).toEqual([
    [false, false],
    [true, false],
  ]);
});

const anyHeight = fc.tuple(shuffled(candidatesOf(100, 6)), shuffled(candidatesOf(101, 3)), fc.option(fc.nat(5)));

test('nothing depends on the order in which candidates come', () => {
  fc.assert(
    fc.property(anyHeight, ([[candidates, mixed], [sameSlot, mixedToo], settled]) => {
      const hash = settled === null ? undefined : candidates[settled]?.hash;
      const chain = hash === undefined ? null : { hash };
      expect(judge(mixed, { sameSlot: mixedToo, chain })).toEqual(judge(candidates, { sameSlot, chain }));
    }),
  );
});

test('a height is contested just when somebody of it is in a battle, and nobody unconfirmed is', () => {
  fc.assert(
    fc.property(anyHeight, ([[candidates], [sameSlot]]) => {
      const contest = judge(candidates, { sameSlot });
      const battling = contest.candidates.filter(({ kinds }) => kinds.length > 0);
      expect(contest.classification !== null).toBe(battling.length > 0);
      expect(battling.every(({ standing }) => standing !== 'unconfirmed')).toBe(true);
      expect(contest.candidates.filter(({ predicted }) => predicted).length).toBeLessThanOrEqual(1);
    }),
  );
});

test('what nobody but its maker has seen changes nothing of the others', () => {
  fc.assert(
    fc.property(anyHeight, fc.integer({ min: 990, max: 1_020 }), ([[candidates], [sameSlot]], at) => {
      const invented = reportedCandidate(99, 0, { slot: slot(at), producer: testPoolId(1), blockVrf: '00'.repeat(64) });
      const without = judge(candidates, {
        sameSlot: sameSlot.filter((other) => candidates.some((one) => one.slot === other.slot)),
      });
      const others = judge([...candidates, invented], { sameSlot });
      expect({ ...others, candidates: others.candidates.filter(({ hash }) => hash !== invented.hash) }).toEqual(
        without,
      );
    }),
  );
});

test('two heights agree on what is hidden between them', () => {
  fc.assert(
    fc.property(candidatesOf(100, 4), candidatesOf(101, 4), (lower, upper) => {
      const below = judge(lower, { sameSlot: upper });
      const above = judge(upper, { height: height(101), sameSlot: lower });
      const slots = (hidden: typeof below.hidden) => new Set(hidden.map((one) => one.slot));
      expect(slots(above.hidden)).toEqual(slots(below.hidden));
    }),
  );
});
