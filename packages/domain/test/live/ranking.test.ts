import fc from 'fast-check';
import { expect, test } from 'vitest';
import { epoch, poolRankingFrom, poolRankingText, rankPools, unixMs } from '../../src/index.ts';
import { testPoolId } from '../../src/testing.ts';

test('the pool that would pay the most is first, those that would pay nothing share the last rank', () => {
  const rewards = new Map([
    [testPoolId(1), 0n],
    [testPoolId(2), 5n],
    [testPoolId(3), 9n],
    [testPoolId(4), 0n],
  ]);
  expect(rankPools(rewards)).toEqual(
    new Map([
      [testPoolId(1), 3],
      [testPoolId(2), 2],
      [testPoolId(3), 1],
      [testPoolId(4), 3],
    ]),
  );
});

test('pools that would pay the same stand in the order of their ids', () => {
  const tied = [testPoolId(3), testPoolId(1), testPoolId(2)];
  const ranks = rankPools(new Map(tied.map((pool) => [pool, 7n])));
  expect(tied.toSorted().map((pool) => ranks.get(pool))).toEqual([1, 2, 3]);
});

const answers = fc
  .array(fc.bigInt(0n, 5n), { maxLength: 50 })
  .map((rewards) => rewards.map((reward, index) => [testPoolId(index), reward] as const));

test('ranks do not depend on the order of the answer', () => {
  fc.assert(
    fc.property(answers, (entries) => {
      const ranks = rankPools(new Map(entries));
      expect(rankPools(new Map(entries.toReversed()))).toEqual(ranks);
      const paying = entries.filter(([, reward]) => reward > 0n).map(([pool]) => ranks.get(pool) ?? 0);
      expect(paying.toSorted((a, b) => a - b)).toEqual(paying.map((_, index) => index + 1));
      for (const [pool, reward] of entries) if (reward === 0n) expect(ranks.get(pool)).toBe(paying.length + 1);
    }),
  );
});

test('a ranking is read back as it was told', () => {
  const ranking = {
    magic: 42,
    epoch: epoch(7),
    askedAtMs: unixMs(1_700_000_000_000),
    rewards: new Map([[testPoolId(1), 2n ** 60n]]),
  };
  expect(poolRankingFrom(JSON.parse(poolRankingText(ranking)))).toEqual(ranking);
  const wrong = { ...JSON.parse(poolRankingText(ranking)), rewards: { [testPoolId(1)]: 5 } };
  expect(() => poolRankingFrom(wrong)).toThrow(`rewards.${testPoolId(1)} must be a text`);
});
