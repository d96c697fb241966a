import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Averages,
  averagesOf,
  type EarningSums,
  HIGHEST_ROS,
  NO_EARNINGS,
  type PoolSummedHistory,
  type SummedHistory,
} from '../../src/rewards/index.ts';

const sums = (epochs: number, stake: bigint, delegatorsReward: bigint, operatorFees: bigint): EarningSums => ({
  epochs,
  stake,
  delegatorsReward,
  operatorFees,
});
const NOTHING: SummedHistory['before'] = { 1: NO_EARNINGS, 6: NO_EARNINGS, 12: NO_EARNINGS, 73: NO_EARNINGS };
const sumsIn = ({ epochs, stake, delegatorsReward, operatorFees }: EarningSums): EarningSums =>
  sums(epochs, stake, delegatorsReward, operatorFees);

describe('a pool of 1,000 ada that earns 1 ada an epoch and takes half of that, since epoch 300', () => {
  /** Of epoch 320 its delegators got 3 ada on 3,000. Before it lie 20 epochs of the usual. */
  const upTo = (epochs: number) => sums(epochs, 1_000n * BigInt(epochs), 1n * BigInt(epochs), 0n);
  const pool: PoolSummedHistory = {
    firstEpoch: 300,
    own: sums(1, 3_000n, 3n, 2n),
    before: { 1: upTo(20), 6: upTo(15), 12: upTo(9), 73: NO_EARNINGS },
  };
  const { pools, network } = averagesOf({ earned: 320, pools: [pool], networkBefore: pool.before, epochsPerYear: 73 });
  const [averages] = pools;

  test('has the sums of each window, the epoch included, and of its life', () => {
    expect(averages && sumsIn(averages[1])).toEqual(sums(1, 3_000n, 3n, 2n));
    expect(averages && sumsIn(averages[6])).toEqual(sums(6, 8_000n, 8n, 2n));
    expect(averages && sumsIn(averages[12])).toEqual(sums(12, 14_000n, 14n, 2n));
    expect(averages && sumsIn(averages[73])).toEqual(sums(21, 23_000n, 23n, 2n));
    expect(averages && sumsIn(averages.lifetime)).toEqual(sums(21, 23_000n, 23n, 2n));
  });

  test('returns a thousandth an epoch, annualised; nothing over a window that it is not older than', () => {
    expect(averages?.[1].ros).toBeCloseTo(1.001 ** 73 - 1, 12);
    expect(averages?.[6].ros).toBeCloseTo(1.006 ** (73 / 6) - 1, 12);
    expect(averages?.[12].ros).toBeCloseTo(1.012 ** (73 / 12) - 1, 12);
    expect(averages?.[73].ros).toBe(0);
    expect(averages?.lifetime.ros).toBeCloseTo(1.019 ** (73 / 19) - 1, 12);
  });

  test('as a network of its own returns what the epochs that are there returned', () => {
    expect(sumsIn(network[73])).toEqual(sums(21, 23_000n, 23n, 2n));
    expect(network[73].ros).toBeCloseTo(1.021 ** (73 / 21) - 1, 12);
    expect(network.lifetime.ros).toBe(network[73].ros);
  });
});

test('a network is the sum of its pools, and one epoch however many there are', () => {
  const pool = (stake: bigint): PoolSummedHistory => ({ firstEpoch: 0, own: sums(1, stake, 2n, 1n), before: NOTHING });
  const pools = [pool(10n ** 19n), pool(5n), pool(0n)];
  const { network } = averagesOf({ earned: 0, pools, networkBefore: NOTHING, epochsPerYear: 73 });
  expect(sumsIn(network.lifetime)).toEqual(sums(1, 10n ** 19n + 5n, 6n, 3n));
});

test('an epoch without pools has figures of nothing', () => {
  const { network, pools } = averagesOf({ earned: 4, pools: [], networkBefore: NOTHING, epochsPerYear: 73 });
  expect(pools).toEqual([]);
  expect(network[12]).toEqual({ ...sums(1, 0n, 0n, 0n), ros: 0 });
});

test('returns beyond what a float can hold are shown as the highest', () => {
  const pool: PoolSummedHistory = { firstEpoch: 0, own: sums(1, 10n, 2n, 0n), before: NOTHING };
  const { pools, network } = averagesOf({ earned: 1, pools: [pool], networkBefore: NOTHING, epochsPerYear: 315_360 });
  expect([pools[0]?.[1].ros, network.lifetime.ros]).toEqual([HIGHEST_ROS, HIGHEST_ROS]);
});

/** rewards.md 1.6 as it is written: every window is summed anew. */
function literally(
  rewards: readonly EarningSums[],
  { earned, firstEpoch }: { readonly earned: number; readonly firstEpoch: number },
): Averages {
  const rows = rewards.map((row, at) => ({ ...row, at })).filter(({ at }) => at <= earned);
  const over = (epochs: number) => {
    const inside = rows.filter(({ at }) => at > earned - epochs);
    const sum = (of: (row: EarningSums) => bigint) => inside.reduce((total, row) => total + of(row), 0n);
    return {
      epochs: inside.reduce((count, row) => count + row.epochs, 0),
      stake: sum(({ stake }) => stake),
      delegatorsReward: sum(({ delegatorsReward }) => delegatorsReward),
      operatorFees: sum(({ operatorFees }) => operatorFees),
    };
  };
  const annual = ({ stake, delegatorsReward }: EarningSums, p: number) => {
    if (stake === 0n || delegatorsReward === 0n) return 0;
    const roi = Number(delegatorsReward) / (Number(stake) / p);
    return (1 + roi) ** (1 / (p / 73)) - 1;
  };
  const window = (p: number) => {
    const found = over(p);
    return { ...found, ros: firstEpoch > 0 && firstEpoch < earned - p ? annual(found, p) : 0 };
  };
  const life = over(Number.POSITIVE_INFINITY);
  const p = earned - firstEpoch - 1;
  return {
    1: { ...over(1), ros: annual(over(1), 1) },
    6: window(6),
    12: window(12),
    73: window(73),
    lifetime: { ...life, ros: firstEpoch > 0 && p > 0 ? annual(life, p) : 0 },
  };
}

test('differences of running sums are what summing every window anew gives', () => {
  const reward = fc.option(
    fc.record({
      stake: fc.bigInt(10n ** 10n, 10n ** 14n),
      delegatorsReward: fc.bigInt(0n, 10n ** 8n),
      fees: fc.bigInt(0n, 10n ** 9n),
    }),
    { freq: 6 },
  );
  fc.assert(
    fc.property(fc.array(reward, { minLength: 1, maxLength: 100 }), fc.nat(20), (given, firstEpoch) => {
      const rewards = given.map((one) =>
        one === null ? NO_EARNINGS : sums(1, one.stake, one.delegatorsReward, one.fees),
      );
      const earned = rewards.length - 1;
      const upTo = (before: number) =>
        literally(rewards.slice(0, Math.max(0, before)), { earned, firstEpoch }).lifetime;
      const before = { 1: upTo(earned), 6: upTo(earned - 5), 12: upTo(earned - 11), 73: upTo(earned - 72) };
      const own = rewards[earned] ?? NO_EARNINGS;
      const { pools } = averagesOf({
        earned,
        pools: [{ firstEpoch, own, before }],
        networkBefore: NOTHING,
        epochsPerYear: 73,
      });
      const wanted = literally(rewards, { earned, firstEpoch });
      for (const span of [1, 6, 12, 73, 'lifetime'] as const) {
        expect(pools[0] && sumsIn(pools[0][span])).toEqual(sumsIn(wanted[span]));
        expect(pools[0]?.[span].ros).toBeCloseTo(wanted[span].ros, 9);
      }
    }),
  );
});
