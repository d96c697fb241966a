import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lovelace, mainnet, type StakeCredential, type StakeSnapshot } from '../../src/index.ts';
import {
  assertConserved,
  BooksDoNotBalance,
  computeRewards,
  type EpochRewards,
  paidPerRow,
  settleRewards,
} from '../../src/rewards/index.ts';
import { ada, hash28, keyCredential, testParameters, testPool, testPoolId, testSnapshot } from '../../src/testing.ts';
import { randomNetwork, toInputs } from './random-networks.ts';

const TREASURY = lovelace(ada(1_000_000_000));
const CONWAY = 10;

/** Two pools of ten million ada each; the account of the first is also a member of the second. */
function twoPools(major = CONWAY): { snapshot: StakeSnapshot; rewards: EpochRewards } {
  const snapshot = testSnapshot(
    [testPool(1, { rewardAccount: keyCredential(20) }), testPool(2, { rewardAccount: keyCredential(2) })],
    [
      [keyCredential(10), 0, ada(10_000_000)],
      [keyCredential(20), 1, ada(5_000_000)],
      [keyCredential(21), 1, ada(5_000_000)],
    ],
  );
  const rewards = computeRewards({
    network: mainnet,
    parameters: testParameters({ protocolVersion: { major, minor: 0 } }),
    reserves: lovelace(7_000_000_000_000_000n),
    fees: lovelace(ada(95_000)),
    blocks: new Map([
      [testPoolId(1), 10_000],
      [testPoolId(2), 11_600],
    ]),
    snapshot,
  });
  return { snapshot, rewards };
}

const settle = (
  major: number,
  gone: { unregistered?: StakeCredential[]; unregisteredAtCalculation?: StakeCredential[] },
) => {
  const { snapshot, rewards } = twoPools(major);
  return { rewards, settled: settleRewards({ rewards, snapshot, treasury: TREASURY, unregistered: [], ...gone }) };
};

const memberOf = ({ memberRewards }: EpochRewards, row: number): bigint => memberRewards[row] ?? 0n;
const leaderOf = ({ pools }: EpochRewards, pool: number): bigint => pools[pool]?.leaderReward ?? 0n;

describe('since Babbage', () => {
  test('where everybody is registered, everything computed is paid', () => {
    const { rewards, settled } = settle(CONWAY, {});
    expect(settled.paidToAccounts).toBe(rewards.totals.leaders + rewards.totals.members);
    expect(settled.withheld).toEqual([]);
    expect(settled.memberRewards).toBe(rewards.memberRewards);
    expect(settled.potsNext).toEqual({
      reserves: rewards.pots.reserves - rewards.pots.incentives + rewards.returnedToReserves,
      treasury: TREASURY + rewards.pots.treasuryTax,
    });
  });

  test('a reward account that is also a member elsewhere is paid both', () => {
    const { rewards, settled } = settle(CONWAY, {});
    expect(paidPerRow(settled)[1]).toBe(leaderOf(rewards, 0) + memberOf(rewards, 1));
  });

  test('the leader and member rewards of an unregistered account go to the treasury, those of others do not', () => {
    const { rewards, settled } = settle(CONWAY, { unregistered: [keyCredential(20)] });
    const lost = leaderOf(rewards, 0) + memberOf(rewards, 1);
    expect(settled.unclaimed).toBe(lost);
    expect(settled.potsNext.treasury).toBe(TREASURY + rewards.pots.treasuryTax + lost);
    expect([...settled.memberRewards]).toEqual([memberOf(rewards, 0), 0n, memberOf(rewards, 2)]);
    expect(settled.withheld.map(({ kind, destination, reason, row }) => [kind, destination, reason, row])).toEqual([
      ['leader', 'treasury', 'unregistered', 1],
      ['member', 'treasury', 'unregistered', 1],
    ]);
  });

  test('members are paid also where the account of their pool is gone', () => {
    const { rewards, settled } = settle(CONWAY, { unregistered: [keyCredential(2)] });
    expect(settled.unclaimed).toBe(leaderOf(rewards, 1));
    expect(settled.memberRewards[2]).toBe(memberOf(rewards, 2));
    expect(settled.leaders[1]).toMatchObject({ destination: 'treasury', row: null });
  });

  test('registration at the calculation is not asked', () => {
    const { settled } = settle(7, { unregisteredAtCalculation: [keyCredential(20)] });
    expect(settled.withheld).toEqual([]);
  });
});

describe('before Babbage', () => {
  test('who was not registered at the calculation leaves the reward in the reserves', () => {
    const { rewards, settled } = settle(6, {
      unregisteredAtCalculation: [keyCredential(21)],
      unregistered: [keyCredential(21)],
    });
    expect(settled.withheld).toMatchObject([
      { destination: 'reserves', reason: 'unregistered-at-calculation', row: 2 },
    ]);
    expect(settled.returnedToReserves).toBe(rewards.returnedToReserves + memberOf(rewards, 2));
    expect(settled.unclaimed).toBe(0n);
  });

  test('who left after the calculation leaves it to the treasury', () => {
    const { rewards, settled } = settle(6, { unregistered: [keyCredential(21)] });
    expect(settled.unclaimed).toBe(memberOf(rewards, 2));
  });
});

describe('before Allegra', () => {
  test('a leader reward supersedes the member reward of the same account', () => {
    const { rewards, settled } = settle(2, {});
    expect(paidPerRow(settled)[1]).toBe(leaderOf(rewards, 0));
    expect(settled.withheld).toMatchObject([{ kind: 'member', destination: 'reserves', reason: 'superseded', row: 1 }]);
    expect(settled.potsNext.reserves).toBe(
      rewards.pots.reserves - rewards.pots.incentives + rewards.returnedToReserves + memberOf(rewards, 1),
    );
  });

  test('an unregistered account leaves only the one reward it would have been paid', () => {
    const { rewards, settled } = settle(2, { unregistered: [keyCredential(20)] });
    expect(settled.unclaimed).toBe(leaderOf(rewards, 0));
    expect(settled.returnedToReserves).toBe(rewards.returnedToReserves + memberOf(rewards, 1));
  });
});

describe('the books', () => {
  test('every lovelace of random networks goes somewhere, whoever is gone, under the rules of every era', () => {
    fc.assert(
      fc.property(randomNetwork, fc.infiniteStream(fc.boolean()), (network, coin) => {
        const inputs = toInputs(network);
        const rewards = computeRewards(inputs);
        const some = (accounts: StakeCredential[]) => accounts.filter(() => coin.next().value);
        const tags = network.pools.flatMap(({ delegators }, pool) => delegators.map((_, i) => (pool + 1) * 1000 + i));
        const accounts = [...tags, ...network.pools.map((_, pool) => pool + 1)].map(keyCredential);
        const settled = settleRewards({
          rewards,
          snapshot: inputs.snapshot,
          treasury: TREASURY,
          unregistered: some(accounts),
          unregisteredAtCalculation: some(accounts),
        });
        const before = rewards.pots.reserves + TREASURY + rewards.pots.fees;
        const after = settled.potsNext.reserves + settled.potsNext.treasury + settled.paidToAccounts;
        expect(after).toBe(before);

        const toAccounts = settled.leaders.filter(({ destination }) => destination === 'account');
        const leaders = toAccounts.reduce((sum, { amount }) => sum + amount, 0n);
        const members = settled.memberRewards.reduce((sum, amount) => sum + amount, 0n);
        expect(leaders + members).toBe(settled.paidToAccounts);
      }),
      { numRuns: 300 },
    );
  });

  test('a lovelace too many is named', () => {
    const { pots, returnedToReserves, totals } = twoPools().rewards;
    const rewards = lovelace(totals.leaders + totals.members);
    expect(() => assertConserved({ pots, returnedToReserves, rewards })).not.toThrow();
    expect(() => assertConserved({ pots, returnedToReserves, rewards: lovelace(rewards + 1n) })).toThrow(
      new BooksDoNotBalance('the reward update does not preserve value', 1n),
    );
  });

  test('other moves of the boundary are named and counted', () => {
    const { snapshot, rewards } = twoPools();
    const given = { rewards, snapshot, treasury: TREASURY, unregistered: [] };
    const plain = settleRewards(given).potsNext;
    const moved = settleRewards({
      ...given,
      others: [
        { name: 'donation', pot: 'treasury', amount: ada(20) },
        { name: 'treasury withdrawal', pot: 'treasury', amount: -ada(5) },
        { name: 'AVVM', pot: 'reserves', amount: ada(7) },
      ],
    }).potsNext;
    expect(moved).toEqual({ reserves: plain.reserves + ada(7), treasury: plain.treasury + ada(15) });
  });

  test('pools that share a reward account are each on their own line', () => {
    const shared = keyCredential(9);
    const snapshot = testSnapshot(
      [testPool(1, { rewardAccount: shared }), testPool(2, { rewardAccount: shared })],
      [
        [keyCredential(10), 0, ada(10_000_000)],
        [shared, 1, ada(10_000_000)],
      ],
    );
    const rewards = computeRewards({
      network: mainnet,
      parameters: testParameters(),
      reserves: lovelace(7_000_000_000_000_000n),
      fees: lovelace(0n),
      blocks: new Map([1, 2].map((tag) => [testPoolId(tag), 10_800])),
      snapshot,
    });
    const settled = settleRewards({ rewards, snapshot, treasury: TREASURY, unregistered: [] });
    expect(settled.leaders.map(({ poolIndex, row, credential }) => [poolIndex, row, credential.hash])).toEqual([
      [0, 1, hash28(9)],
      [1, 1, hash28(9)],
    ]);
    expect(paidPerRow(settled)[1]).toBe(leaderOf(rewards, 0) + leaderOf(rewards, 1) + memberOf(rewards, 1));
  });
});
