import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidValue, lovelace, mainnet, ratio } from '../../src/index.ts';
import { computeRewards, type RewardInputs } from '../../src/rewards/index.ts';
import {
  ada,
  keyCredential,
  scriptCredential,
  testParameters,
  testPool,
  testPoolId,
  testSnapshot,
} from '../../src/testing.ts';
import { literalRewards } from './literal-formulas.ts';
import { randomNetwork, toInputs, toLiteral } from './random-networks.ts';

const inputs = (given: Partial<RewardInputs>): RewardInputs => ({
  network: mainnet,
  parameters: testParameters(),
  reserves: lovelace(7_000_000_000_000_000n),
  fees: lovelace(95_000_000_000n),
  blocks: new Map([[testPoolId(1), 21_600]]),
  snapshot: testSnapshot([testPool(1)], [[keyCredential(10), 0, ada(1_000_000)]]),
  ...given,
});

describe('the engine and the specification', () => {
  test('agree on every figure of random networks', () => {
    fc.assert(
      fc.property(randomNetwork, (network) => {
        const expected = literalRewards(toLiteral(network));
        const { pots, activeStake, pools, memberRewards } = computeRewards(toInputs(network));
        expect(pots).toMatchObject({
          incentives: expected.incentives,
          rewardPot: expected.rewardPot,
          treasuryTax: expected.tax,
          availableRewards: expected.R,
          circulation: expected.T,
        });
        expect(activeStake).toBe(expected.A);
        expect(
          pools.map(({ optimalReward, poolReward, leaderReward }) => [optimalReward, poolReward, leaderReward]),
        ).toEqual(expected.pools.map(({ maxPool, poolReward, leader }) => [maxPool, poolReward, leader]));
        expect([...memberRewards]).toEqual(expected.pools.flatMap(({ members }) => members));
      }),
      { numRuns: 400 },
    );
  });

  test('every total is the sum of its parts', () => {
    fc.assert(
      fc.property(randomNetwork, (network) => {
        const { snapshot, ...rest } = toInputs(network);
        const { pools, memberRewards, totals, returnedToReserves, pots } = computeRewards({ snapshot, ...rest });
        const members = snapshot.pools.map(() => 0n);
        memberRewards.forEach((amount, row) => {
          const pool = snapshot.delegators.pool[row] ?? -1;
          members[pool] = (members[pool] ?? 0n) + amount;
        });
        expect(pools.map(({ memberRewardTotal }) => memberRewardTotal)).toEqual(members);
        expect(totals.leaders + totals.members + returnedToReserves).toBe(pots.availableRewards);
        for (const { poolReward, leaderReward, operatorFee, delegatorsReward, ownerPart } of pools) {
          expect(operatorFee + delegatorsReward).toBe(poolReward);
          expect(operatorFee + ownerPart).toBe(leaderReward);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a pool', () => {
  test("an owner's share is inside the leader reward", () => {
    const { pools, memberRewards } = computeRewards(
      inputs({
        snapshot: testSnapshot(
          [testPool(1, { ownerTags: [10] })],
          [
            [keyCredential(10), 0, ada(10_000_000)],
            [keyCredential(11), 0, ada(10_000_000)],
          ],
        ),
      }),
    );
    const cost = ada(170);
    expect(memberRewards[0]).toBe(0n);
    expect(pools[0]?.leaderReward).toBe(cost + ((pools[0]?.poolReward ?? 0n) - cost) / 2n);
    expect(memberRewards[1]).toBe(pools[0]?.ownerPart);
  });

  test('an owner declared twice counts once', () => {
    const { pools } = computeRewards(
      inputs({ snapshot: testSnapshot([testPool(1, { ownerTags: [10, 10] })], [[keyCredential(10), 0, ada(5)]]) }),
    );
    expect(pools[0]).toMatchObject({ ownerStake: ada(5), stake: ada(5) });
  });

  test('a script with the bytes of an owner is a member', () => {
    const { memberRewards, pools } = computeRewards(
      inputs({
        snapshot: testSnapshot([testPool(1, { ownerTags: [10] })], [[scriptCredential(10), 0, ada(1_000_000)]]),
      }),
    );
    expect(pools[0]?.ownerStake).toBe(0n);
    expect(memberRewards[0]).toBeGreaterThan(0n);
  });

  test('an owner delegating elsewhere does not hold the pledge there and is an ordinary member here', () => {
    const { memberRewards, pools } = computeRewards(
      inputs({
        blocks: new Map([
          [testPoolId(1), 10_800],
          [testPoolId(2), 10_800],
        ]),
        snapshot: testSnapshot(
          [testPool(1, { ownerTags: [10], pledge: lovelace(1n) }), testPool(2)],
          [
            [keyCredential(10), 1, ada(1_000_000)],
            [keyCredential(11), 0, ada(1_000_000)],
          ],
        ),
      }),
    );
    expect(pools[0]).toMatchObject({ pledgeMet: false, poolReward: 0n, leaderReward: 0n });
    expect(memberRewards[0]).toBeGreaterThan(0n);
    expect(memberRewards[1]).toBe(0n);
  });

  test('the blocks of a pool outside the snapshot still count among all blocks', () => {
    const [alone, shared] = [
      new Map([[testPoolId(1), 100]]),
      new Map([
        [testPoolId(1), 100],
        [testPoolId(99), 300],
      ]),
    ].map((blocks) => computeRewards(inputs({ blocks })));
    expect(shared?.pots.poolBlocks).toBe(400);
    expect(shared?.pools[0]?.apparentPerformance).toEqual(ratio(100n * ada(1_000_000), 400n * ada(1_000_000)));
    expect(alone?.pools[0]?.apparentPerformance).toEqual(ratio(100n * ada(1_000_000), 100n * ada(1_000_000)));
  });

  test('without stake earns nothing, and without blocks too', () => {
    const { pools } = computeRewards(
      inputs({ snapshot: testSnapshot([testPool(1), testPool(2)], [[keyCredential(10), 1, ada(5)]]) }),
    );
    expect(pools.map(({ poolReward, leaderReward }) => [poolReward, leaderReward])).toEqual([
      [0n, 0n],
      [0n, 0n],
    ]);
  });
});

describe('what no chain can hold is refused', () => {
  test('a delegator of an unknown pool', () => {
    const snapshot = testSnapshot(
      [testPool(1)],
      [
        [keyCredential(10), 0, 1n],
        [keyCredential(11), 7, 1n],
      ],
    );
    expect(() => computeRewards(inputs({ snapshot }))).toThrow(
      'pool of delegator row 1 must be an index below 1, not 7',
    );
  });

  test('a margin above one', () => {
    const snapshot = testSnapshot([testPool(1, { margin: ratio(3n, 2n) })], []);
    expect(() => computeRewards(inputs({ snapshot }))).toThrow(/margin of pool 0+1 must be at most 1, not "3\/2"/);
  });

  test('reserves above the supply', () => {
    expect(() => computeRewards(inputs({ reserves: lovelace(46_000_000_000_000_000n) }))).toThrow(InvalidValue);
  });
});
