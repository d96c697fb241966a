import { type Contest, countBattles, height, judgeHeight, outcomeOf, poolOutcome, slot } from '@pooltool/domain';
import { testCandidate, testPoolId } from '@pooltool/domain/testing';
import { expect, test } from 'vitest';
import { candidatesOf, fc } from './arbitrary-candidates.ts';

const contest = (
  tags: readonly number[],
  given: { chain?: number; sameSlot?: readonly number[]; at?: number } = {},
): Contest => {
  const { chain, sameSlot = [], at = 100 } = given;
  // Tag 12 is the second block of pool 1, tag 21 another pool's in the next slot.
  const candidate = (tag: number, of: number) =>
    testCandidate(tag, {
      height: height(of),
      ...(tag === 12 ? { producer: testPoolId(1) } : {}),
      slot: slot(tag === 21 ? 1_001 : 1_000),
    });
  return judgeHeight({
    height: height(at),
    candidates: tags.map((tag) => candidate(tag, at)),
    sameSlot: sameSlot.map((tag) => candidate(tag, at === 100 ? 101 : 100)),
    chain: chain === undefined ? null : { hash: candidate(chain, at).hash },
    leaderValue: (blockVrf) => blockVrf,
  });
};

test('each contested height counts once: as a fork, else as a battle for a slot, else for a height', () => {
  expect(
    countBattles([contest([1]), contest([1, 2]), contest([1, 21]), contest([1, 12]), contest([1, 12, 21])]),
  ).toEqual({
    battles: 4,
    forks: 2,
    slotBattles: 1,
    heightBattles: 1,
  });
});

test('a battle hidden between two heights counts at the lower one', () => {
  const lower = contest([1], { sameSlot: [2] });
  const upper = contest([2], { at: 101, sameSlot: [1] });
  expect([[lower, upper], [lower], [upper]].map((contests) => countBattles(contests).slotBattles)).toEqual([1, 1, 0]);
});

test('a height that is contested by itself counts, whatever is hidden beside it', () => {
  expect(countBattles([contest([2, 3], { at: 101, sameSlot: [1] })])).toMatchObject({ battles: 1 });
});

test('of all contested heights the three kinds are the sum', () => {
  fc.assert(
    fc.property(fc.array(candidatesOf(100, 4), { maxLength: 5 }), (heights) => {
      const contests = heights.map((candidates) =>
        judgeHeight({
          height: height(100),
          candidates,
          sameSlot: [],
          chain: null,
          leaderValue: (blockVrf) => blockVrf,
        }),
      );
      const { battles, forks, slotBattles, heightBattles } = countBattles(contests);
      expect(forks + slotBattles + heightBattles).toBe(battles);
      expect(battles).toBe(contests.filter(({ classification }) => classification !== null).length);
    }),
  );
});

test('a battle is open until it is settled, then won by whose block stands and lost by the others', () => {
  expect(contest([1, 2]).candidates.map(outcomeOf)).toEqual(['open', 'open']);
  expect(contest([1, 2], { chain: 2 }).candidates.map(outcomeOf)).toEqual(['lost', 'won']);
});

test('a pool neither wins nor loses against itself', () => {
  expect(contest([1, 12], { chain: 1 }).candidates.map(outcomeOf)).toEqual([null, null]);
});

test('a pool with two blocks at a height has won it with either', () => {
  const { candidates } = contest([1, 12, 21], { chain: 12 });
  expect(poolOutcome(candidates, testPoolId(1))).toBe('won');
  expect(poolOutcome(candidates, testPoolId(21))).toBe('lost');
  expect(poolOutcome(candidates, testPoolId(99))).toBeNull();
});
