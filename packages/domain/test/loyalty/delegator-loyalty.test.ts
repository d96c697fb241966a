import { epoch, loyaltyOf, type PoolStay } from '@pooltool/domain';
import { testPoolId } from '@pooltool/domain/testing';
import { describe, expect, test } from 'vitest';

const [a, b, c] = [testPoolId(1), testPoolId(2), testPoolId(3)];
const stay = (given: Partial<PoolStay> & Pick<PoolStay, 'pool'>): PoolStay => ({
  epochs: 1,
  staked: 10n,
  rewards: 0n,
  lastEpoch: epoch(100),
  recent: 0b1,
  ...given,
});

describe('a delegator', () => {
  test('that has been nowhere has no loyalty', () => {
    expect(loyaltyOf([], null)).toBeNull();
  });

  test('that never moved is wholly loyal, however short it has been there', () => {
    expect(loyaltyOf([stay({ pool: a })], a)).toEqual({
      lastEpoch: 100,
      currentPool: a,
      epochs: 1,
      staked: 10n,
      recent: new Map([[100, a]]),
      pools: new Map([[a, { epochs: 1, staked: 10n, rewards: 0n, lifetime: 1, recentTen: 1, recentFive: 1 }]]),
    });
  });

  test('that moved three epochs ago is shared by both pools in each window', () => {
    const loyalty = loyaltyOf(
      [
        stay({ pool: a, epochs: 57, staked: 570n, lastEpoch: epoch(97), recent: 0b1111111111 }),
        stay({ pool: b, epochs: 3, staked: 30n, recent: 0b111 }),
      ],
      b,
    );
    expect(loyalty).toMatchObject({ epochs: 60, staked: 600n, lastEpoch: 100, currentPool: b });
    expect(loyalty?.pools.get(a)).toMatchObject({ lifetime: 57 / 60, recentTen: 0.7, recentFive: 0.4 });
    expect(loyalty?.pools.get(b)).toMatchObject({ lifetime: 3 / 60, recentTen: 0.3, recentFive: 0.6 });
    expect([...(loyalty?.recent ?? [])].map(([at, pool]) => [at, pool])).toEqual([
      ...[91, 92, 93, 94, 95, 96, 97].map((at) => [at, a]),
      ...[98, 99, 100].map((at) => [at, b]),
    ]);
  });

  test('that went and came back is in both pools, and the epochs without a pool count nowhere', () => {
    const loyalty = loyaltyOf(
      [stay({ pool: a, epochs: 3, recent: 0b10011 }), stay({ pool: c, epochs: 1, lastEpoch: epoch(98), recent: 0b1 })],
      a,
    );
    expect(loyalty?.recent).toEqual(
      new Map([
        [96, a],
        [98, c],
        [99, a],
        [100, a],
      ]),
    );
    expect(loyalty?.pools.get(a)).toMatchObject({ lifetime: 3 / 4, recentTen: 3 / 4, recentFive: 3 / 4 });
    expect(loyalty?.pools.get(c)).toMatchObject({ lifetime: 1 / 4, recentTen: 1 / 4, recentFive: 1 / 4 });
  });

  test('that left long ago has as recent what was recent then, and no present pool', () => {
    const loyalty = loyaltyOf([stay({ pool: a, epochs: 20, lastEpoch: epoch(40), recent: 0b1111111111 })], null);
    expect(loyalty).toMatchObject({ lastEpoch: 40, currentPool: null });
    expect(loyalty?.pools.get(a)).toMatchObject({ lifetime: 1, recentTen: 1, recentFive: 1 });
    expect(Math.min(...(loyalty?.recent.keys() ?? []))).toBe(31);
  });

  test('has nothing recent at a pool it left more than ten epochs ago, or before the chain began', () => {
    const loyalty = loyaltyOf(
      [
        stay({ pool: a, epochs: 2, lastEpoch: epoch(0), recent: 0b1 }),
        stay({ pool: b, epochs: 2, lastEpoch: epoch(10), recent: 0b11 }),
      ],
      b,
    );
    expect(loyalty?.pools.get(a)).toMatchObject({ lifetime: 0.5, recentTen: 0, recentFive: 0 });
    expect(loyalty?.pools.get(b)).toMatchObject({ lifetime: 0.5, recentTen: 1, recentFive: 1 });
    expect(loyaltyOf([stay({ pool: a, lastEpoch: epoch(3) })], a)?.recent).toEqual(new Map([[3, a]]));
  });
});
