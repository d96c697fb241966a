import { isElected, lovelace, ratio } from '@pooltool/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledgerLogarithm } from '../../src/tips/leader-logarithm.ts';
import { exactThreshold } from './exact-election.ts';

const ONE_IN_TWENTY = ratio(1n, 20n);

const bytesOf = (value: bigint, length: number): Uint8Array =>
  Uint8Array.from(Buffer.from(value.toString(16).padStart(length * 2, '0'), 'hex'));

const drawn = (value: bigint, length = 32) => ({
  leaderValue: bytesOf(value, length),
  activeSlotCoefficient: ONE_IN_TWENTY,
  poolStake: lovelace(1n),
  totalStake: lovelace(1n),
});

const GREATEST = (1n << 256n) - 1n;

describe('the edges', () => {
  test('all of the stake is elected in one slot of twenty', () => {
    const threshold = (1n << 256n) / 20n;
    const nearly = (1n << 256n) / 10n ** 22n;
    expect(isElected(drawn(threshold - nearly))).toBe(true);
    expect(isElected(drawn(threshold + nearly))).toBe(false);
    expect(isElected(drawn((threshold - nearly) << 256n, 64))).toBe(true);
    expect(isElected(drawn((threshold + nearly) << 256n, 64))).toBe(false);
  });

  test('without stake nobody is elected, not even by the lowest number', () => {
    expect(isElected({ ...drawn(0n), poolStake: lovelace(0n) })).toBe(false);
    expect(isElected({ ...drawn(0n), poolStake: lovelace(0n), totalStake: lovelace(0n) })).toBe(false);
  });

  test('one lovelace of mainnet is elected by the lowest number', () => {
    const least = { poolStake: lovelace(1n), totalStake: lovelace(21_750_394_647_282_169n) };
    expect(isElected({ ...drawn(0n), ...least })).toBe(true);
    expect(isElected({ ...drawn(1n << 200n), ...least })).toBe(false);
  });

  test('where every slot has a block, everybody is elected', () => {
    const always = { activeSlotCoefficient: ratio(1n, 1n), poolStake: lovelace(0n) };
    expect(isElected({ ...drawn(GREATEST), ...always })).toBe(true);
  });

  test('the greatest number elects nobody', () => {
    expect(isElected(drawn(GREATEST))).toBe(false);
    expect(isElected({ ...drawn(GREATEST), activeSlotCoefficient: ratio(1n, 2n) })).toBe(false);
  });

  test('a value of another length and more stake than there is are refused', () => {
    expect(() => isElected(drawn(0n, 31))).toThrow(RangeError);
    expect(() => isElected({ ...drawn(0n), poolStake: lovelace(2n) })).toThrow(RangeError);
  });
});

// The same digits stand in the tests of other implementations (pallas-math).
test('the logarithm of an empty slot is the one with which nodes calculate: right to 24 digits, wrong as theirs after', () => {
  const exactly = -512_932_943_875_505_334_261_961_442_546_872n;
  const ledgers = ledgerLogarithm(19n, 20n);
  expect(ledgers).toBe(-512_932_943_875_505_334_261_962_382_072_846n);
  expect(exactly - ledgers).toBeLessThan(10n ** 10n);
});

test('there is no logarithm of nothing, as there is none in the ledger', () => {
  expect(() => ledgerLogarithm(0n, 1n)).toThrow(RangeError);
  expect(() => ledgerLogarithm(1n, 10n ** 35n)).toThrow(RangeError);
});

const someStake = fc
  .tuple(fc.bigInt(1n, 10n ** 17n), fc.bigInt(0n, 10n ** 17n))
  .map(([pool, others]) => [pool, pool + others] as const);
/** How far from the threshold, in parts of it: up to where the ledger's own rounding decides. */
const distance = fc.tuple(fc.integer({ min: 1, max: 15 }), fc.constantFrom(-1n, 1n));

describe('beside 70 digits', () => {
  test.each([
    ['Praos', 32],
    ['TPraos', 64],
  ])('whoever is elected in %s is elected there, as near to the threshold as the ledger can tell', (_, bytes) => {
    fc.assert(
      fc.property(someStake, fc.bigInt(1n, 12n), distance, (share, f, [digits, side]) => {
        const threshold = exactThreshold({ f: [f, 20n], share, bits: bytes * 8 });
        // The ledger is exact to 1e-24 of one, and a small share's threshold is small.
        const step = (1n << BigInt(bytes * 8)) / 10n ** 22n;
        const value = threshold + side * (threshold / 10n ** BigInt(digits) + step);
        fc.pre(value >= 0n && value < 1n << BigInt(bytes * 8));
        const elected = isElected({
          leaderValue: bytesOf(value, bytes),
          activeSlotCoefficient: ratio(f, 20n),
          poolStake: lovelace(share[0]),
          totalStake: lovelace(share[1]),
        });
        expect(elected).toBe(side < 0n);
      }),
      { numRuns: 200 },
    );
  });
});
