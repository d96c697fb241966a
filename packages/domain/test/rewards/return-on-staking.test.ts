import { expect, test } from 'vitest';
import { epochsPerYear, lovelace, mainnet, preview } from '../../src/index.ts';
import { epochRos, lifetimeRos, windowRos } from '../../src/rewards/index.ts';

const sums = { delegatorsReward: lovelace(6_000_000n), stake: lovelace(12_000_000_000n) };

test("an epoch's return is annualised by the epochs of its network's year", () => {
  expect(epochsPerYear(mainnet)).toBe(73);
  expect(epochsPerYear(preview)).toBe(365);
  expect(epochRos(sums, 73)).toBe((1 + 6 / 12_000) ** (365 / 5) - 1);
});

test('a pool without stake has a return of 0, not of NaN', () => {
  expect(epochRos({ delegatorsReward: lovelace(0n), stake: lovelace(0n) }, 73)).toBe(0);
});

test('a window is the reward over the mean stake, and 0 until the pool is older than the window', () => {
  const window = { sums, epochs: 12, firstEpoch: 300, earned: 313, epochsPerYear: 73 };
  expect(windowRos(window)).toBe((1 + 6_000_000 / (12_000_000_000 / 12)) ** (1 / (12 / 73)) - 1);
  expect(windowRos({ ...window, earned: 312 })).toBe(0);
  expect(windowRos({ ...window, firstEpoch: 0 })).toBe(0);
});

test("a lifetime begins two epochs after the pool's first", () => {
  const life = { sums, firstEpoch: 300, earned: 307, epochsPerYear: 73 };
  expect(lifetimeRos(life)).toBe((1 + 6_000_000 / (12_000_000_000 / 6)) ** (73 / 6) - 1);
  expect(lifetimeRos({ ...life, earned: 301 })).toBe(0);
  expect(lifetimeRos({ ...life, sums: { ...sums, delegatorsReward: lovelace(0n) } })).toBe(0);
});
