import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decentralisationPercent, ecosystemFigures, isPledgeMet, type LivePool, ratio } from '../../src/index.ts';

const ADA = 1_000_000n;
const MAX_SUPPLY = 45_000_000_000n * ADA;
const RULES = { maxSupply: MAX_SUPPLY, reserves: 8_000_000_000n * ADA, optimalPoolCount: 500 };

const livePool = (given: Partial<LivePool> = {}): LivePool => ({
  stake: 10_000_000n * ADA,
  ownerStake: 100_000n * ADA,
  pledge: 100_000n * ADA,
  cost: 340n * ADA,
  margin: ratio(1n, 100n),
  delegators: 7,
  ...given,
});

test('saturation is circulation ÷ k, and the treasury is in the circulation already', () => {
  const { circulation, saturation } = ecosystemFigures([], RULES);
  expect(circulation).toBe(37_000_000_000n * ADA);
  expect(saturation).toBe(74_000_000n * ADA);
});

test.each([
  { says: 'exactly saturated is not too much', stake: 74_000_000n * ADA, saturated: 0 },
  { says: 'one lovelace more is', stake: 74_000_000n * ADA + 1n, saturated: 1 },
])('$says', ({ stake, saturated }) => {
  expect(ecosystemFigures([livePool({ stake })], RULES).saturated).toBe(saturated);
});

test.each([
  { says: 'one ada makes a pool active', stake: ADA, activePools: 1 },
  { says: 'a lovelace less does not', stake: ADA - 1n, activePools: 0 },
])('$says', ({ stake, activePools }) => {
  const figures = ecosystemFigures([livePool({ stake })], RULES);
  expect(figures.activePools).toBe(activePools);
  // It delegates all the same.
  expect([figures.totalStaked, figures.delegators]).toEqual([stake, 7]);
});

describe('sums and means are of active pools', () => {
  const pools = [
    livePool({ pledge: 100n * ADA, ownerStake: 100n * ADA, cost: 340n * ADA, margin: ratio(5n, 100n) }),
    livePool({ pledge: 301n * ADA, ownerStake: 300n * ADA, cost: 170n * ADA, margin: ratio(1n, 100n) }),
    livePool({ stake: 0n, pledge: 7n * ADA, ownerStake: 7n * ADA, cost: 1n, margin: ratio(1n, 1n) }),
  ];
  const figures = ecosystemFigures(pools, RULES);

  test('a pledge is honoured when the owners delegate as much', () => {
    expect(figures.totalPledge).toBe(401n * ADA);
    expect(figures.totalHonoredPledge).toBe(100n * ADA);
  });

  test('fees', () => {
    expect(figures.averagePledge).toBe(200_500_000n);
    expect(figures.averageFixedFee).toBe(255n * ADA);
    expect(figures.averageVariableFee).toBe(3);
  });

  test('the largest', () => expect(figures.maxLiveStake).toBe(10_000_000n * ADA));
});

test('an operator who promises more than there is counts with all there is, and has not kept it', () => {
  const figures = ecosystemFigures([livePool({ pledge: 2n ** 64n - 1n, cost: 2n ** 64n - 1n })], RULES);
  expect([figures.totalPledge, figures.averageFixedFee]).toEqual([MAX_SUPPLY, MAX_SUPPLY]);
  expect(figures.totalHonoredPledge).toBe(0n);
});

test('without pools nothing is divided by zero', () => {
  expect(ecosystemFigures([], RULES)).toMatchObject({
    activePools: 0,
    averagePledge: 0n,
    averageFixedFee: 0n,
    averageVariableFee: 0,
    maxLiveStake: 0n,
  });
});

test('whatever the pools, honoured is at most promised, and no mean is above the largest', () => {
  const amount = fc.bigInt(0n, MAX_SUPPLY / 1_000n);
  const anyPool = fc.record({
    stake: amount,
    ownerStake: amount,
    pledge: fc.bigInt(0n, 2n ** 64n - 1n),
    cost: amount,
    margin: fc.tuple(fc.bigInt(0n, 1_000n), fc.constant(1_000n)).map(([n, d]) => ratio(n, d)),
    delegators: fc.nat(1_000),
  });
  fc.assert(
    fc.property(fc.array(anyPool, { maxLength: 40 }), (pools) => {
      const figures = ecosystemFigures(pools, RULES);
      expect(figures.totalHonoredPledge).toBeLessThanOrEqual(figures.totalPledge);
      expect(figures.averageVariableFee).toBeLessThanOrEqual(100);
      expect(figures.totalStaked).toBe(pools.reduce((sum, { stake }) => sum + stake, 0n));
      expect(figures.saturated).toBe(pools.filter(({ stake }) => stake * 500n > figures.circulation).length);
    }),
  );
});

test('pledge met', () => {
  expect(isPledgeMet({ ownerStake: 5n, pledge: 5n })).toBe(true);
  expect(isPledgeMet({ ownerStake: 4n, pledge: 5n })).toBe(false);
});

test('decentralisation is what pools make of the blocks', () => {
  expect([ratio(0n, 1n), ratio(1n, 1n), ratio(8n, 25n)].map(decentralisationPercent)).toEqual([100, 0, 68]);
});
