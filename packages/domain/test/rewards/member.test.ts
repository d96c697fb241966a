import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lovelace, type Ratio, ratio } from '../../src/index.ts';
import { computeMemberRewards, memberReward } from '../../src/rewards/index.ts';
import { keyCredential, testPool, testSnapshot } from '../../src/testing.ts';

/** The engine's answer for members of one pool that earned `poolReward`. */
function membersOf(rate: Ratio, stakes: readonly bigint[], poolReward = 10n ** 12n): bigint[] {
  const { delegators } = testSnapshot(
    [testPool(1)],
    stakes.map((stake, i) => [keyCredential(i), 0, stake]),
  );
  const { rewards, totals } = computeMemberRewards({
    delegators,
    shares: [{ rate, poolReward: lovelace(poolReward) }],
    ownerRows: [],
  });
  expect(totals).toEqual([[...rewards].reduce((sum, reward) => sum + reward, 0n)]);
  return [...rewards];
}

const exactly = (rate: Ratio, stakes: readonly bigint[]): bigint[] => stakes.map((stake) => memberReward(rate, stake));

const U64 = 2n ** 64n - 1n;

test('the bounded estimate and BigInt agree on any rate up to one and any stake', () => {
  const rates = fc
    .tuple(fc.bigInt(0n, 2n ** 80n), fc.bigInt(1n, 2n ** 110n))
    .map(([a, b]) => (a <= b ? ratio(a, b) : ratio(b, a)));
  const stakes = fc.array(fc.oneof(fc.bigInt(0n, 10n ** 9n), fc.bigInt(0n, 2n ** 53n), fc.bigInt(0n, U64)), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(rates, stakes, (rate, given) => {
      const some = given.map((stake) => (memberReward(rate, stake) < 2n ** 53n ? stake : stake >> 40n));
      expect(membersOf(rate, some)).toEqual(exactly(rate, some));
    }),
    { numRuns: 2000 },
  );
});

test('a quotient that is an integer, or one part of its denominator beside it, is floored rightly', () => {
  const aimed = fc.record({
    whole: fc.bigInt(1n, 2n ** 49n),
    stake: fc.bigInt(1n, 2n ** 53n - 1n),
    scale: fc.bigInt(2n, 2n ** 60n),
    beside: fc.constantFrom(-1n, 0n, 1n),
  });
  fc.assert(
    fc.property(aimed, ({ whole, stake, scale, beside }) => {
      // X·t/Y = whole + beside/scale: so near an integer that only integers can tell
      const rate = ratio(whole * scale + beside, stake * scale);
      const reward = whole - (beside < 0n ? 1n : 0n);
      expect(memberReward(rate, stake)).toBe(reward);
      expect(membersOf(rate, [stake])).toEqual([reward]);
    }),
    { numRuns: 5000 },
  );
});

test('stakes of 2^53 and more, which no double holds exactly, are decided by integers', () => {
  const stakes = [2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 45_000_000_000_000_001n, U64];
  const rate = ratio(1n, 2n ** 20n + 7n);
  expect(membersOf(rate, stakes)).toEqual(exactly(rate, stakes));
});

test('a pool that earned 2^53 and more is decided by integers, and so is its total', () => {
  const rate = ratio(999n, 1000n);
  const stakes = [2n ** 63n + 1n, 2n ** 62n + 3n, 12_345n];
  expect(membersOf(rate, stakes, U64)).toEqual(exactly(rate, stakes));
});

test('a total beyond 2^53 of rewards that are each far below it keeps its last lovelace', () => {
  const rate = ratio(1n, 2n);
  const stakes = new Array<bigint>(129).fill(2n ** 48n + 3n);
  expect(membersOf(rate, stakes, 2n ** 55n)).toEqual(exactly(rate, stakes));
});

test('the rows of owners earn nothing and leave their total', () => {
  const { delegators } = testSnapshot(
    [testPool(1)],
    [
      [keyCredential(1), 0, 100n],
      [keyCredential(2), 0, 50n],
    ],
  );
  for (const poolReward of [1000n, U64]) {
    const { rewards, totals } = computeMemberRewards({
      delegators,
      shares: [{ rate: ratio(1n, 2n), poolReward: lovelace(poolReward) }],
      ownerRows: [0],
    });
    expect([...rewards]).toEqual([0n, 25n]);
    expect(totals).toEqual([25n]);
  }
});

test('columns may be a part of a larger buffer', () => {
  const stake = new BigUint64Array([7n, 100n, 200n]).subarray(1);
  const { rewards } = computeMemberRewards({
    delegators: { count: 2, kind: new Uint8Array(2), hash: new Uint8Array(56), stake, pool: new Uint32Array(2) },
    shares: [{ rate: ratio(1n, 3n), poolReward: lovelace(1000n) }],
    ownerRows: [],
  });
  expect([...rewards]).toEqual([33n, 66n]);
});
