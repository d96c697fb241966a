import { epoch, lovelace, mainnet, type PoolId, type StakeCredential } from '@pooltool/domain';
import { computeRewards, poolStakesOf, settleRewards } from '@pooltool/domain/rewards';
import { ada, keyCredential, testPool, testPoolId, testSnapshot } from '@pooltool/domain/testing';
import { inTransaction } from '@pooltool/shared-utils/pg';
import { claimNetwork, saveLedgerFacts, saveRewards, saveSnapshot } from '@pooltool/store';
import { explainAccount, explainPool, explainPot } from '@pooltool/store/explanations';
import { createTestDatabase, type TestDatabase } from '@pooltool/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallArrival } from '../epoch/small-arrival.ts';

/** The reward account of both pools, and a member of the second. */
const ACCOUNT = keyCredential(20);
/** Not registered when the calculation began. */
const LATE = keyCredential(21);

const snapshot = testSnapshot(
  [testPool(1, { rewardAccount: ACCOUNT }), testPool(2, { rewardAccount: ACCOUNT })],
  [
    [keyCredential(10), 0, ada(10_000_000)],
    [ACCOUNT, 1, ada(5_000_000)],
    [LATE, 1, ada(5_000_000)],
  ],
);
const blocks = new Map<PoolId, number>([1, 2].map((tag) => [testPoolId(tag), 10_000]));
const reserves = lovelace(7_000_000_000_000_000n);
const treasury = lovelace(ada(1_000_000));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await claimNetwork(database.pool, mainnet);
  await paid({ earned: 220, major: 2 });
  await paid({ earned: 240, major: 3 });
});
afterAll(() => database.close());

/** What the assets would have written of an epoch of mainnet's beginnings. */
async function paid({ earned, major }: { readonly earned: number; readonly major: number }): Promise<void> {
  const small = smallArrival(earned + 1);
  const parameters = { ...small.parametersPrevious, protocolVersion: { major, minor: 0 } };
  const arrival = {
    ...small,
    parameters,
    parametersPrevious: parameters,
    pots: { reserves, treasury },
    feesPrevious: lovelace(ada(95_000)),
    blocksPrevious: blocks,
  };
  const fees = arrival.feesPrevious;
  const rewards = computeRewards({ network: mainnet, parameters, reserves, fees, blocks, snapshot });
  const settlement = settleRewards({
    rewards,
    snapshot,
    treasury,
    unregistered: [],
    unregisteredAtCalculation: [LATE],
  });
  await inTransaction(database.pool, async (tx) => {
    await saveLedgerFacts(tx, arrival);
    const active = epoch(earned);
    await saveSnapshot(tx, { activeEpoch: active, snapshot, ...poolStakesOf(snapshot), sha256: '00'.repeat(32) });
    await saveRewards(tx, { earned: active, snapshot, rewards, fees, settlement });
  });
}

const account = async (credential: StakeCredential, earned: number) => {
  const told = await explainAccount(database.pool, { earned: epoch(earned), credential });
  if (!told.found) throw new Error(told.why);
  return told.explanation;
};

const fates = async (credential: StakeCredential, earned: number) =>
  (await account(credential, earned)).parts.map(({ kind, poolId, reason }) => [kind, poolId, reason]);

describe('an account with three rewards in one epoch', () => {
  test('was paid the lowest before Allegra; the others were superseded', async () => {
    expect(await fates(ACCOUNT, 220)).toEqual([
      ['leader', testPoolId(1), null],
      ['leader', testPoolId(2), 'superseded'],
      ['member', testPoolId(2), 'superseded'],
    ]);
    const { differences, sums } = await account(ACCOUNT, 220);
    expect(differences).toEqual([]);
    expect(sums.paid + sums.toReserves).toBe(sums.computed);
    expect(sums.toReserves).toBeGreaterThan(0n);
  });

  test('was paid all of them since', async () => {
    const { sums } = await account(ACCOUNT, 240);
    expect(sums).toMatchObject({ paid: sums.computed, toReserves: 0n });
  });
});

test.each([220, 240])(
  'an account that came after the calculation of %i had begun was left out, and is not called superseded',
  async (earned) => {
    expect(await fates(LATE, earned)).toEqual([['member', testPoolId(2), 'unregistered-at-calculation']]);
    const told = await explainPool(database.pool, { earned: epoch(earned), poolId: testPoolId(2) });
    if (!told.found) throw new Error(told.why);
    expect(told.explanation.differences).toEqual([]);
    expect(told.explanation.members.at(-1)).toMatchObject({ reason: 'unregistered-at-calculation' });
  },
);

test.each([220, 240])(
  'the pot of %i adds up, with what old rules kept in the reserves on lines of its own',
  async (earned) => {
    const told = await explainPot(database.pool, epoch(earned));
    if (!told.found) throw new Error(told.why);
    const { differences, difference, uses } = told.explanation;
    expect({ differences, difference }).toEqual({ differences: [], difference: 0n });
    const kept = uses.filter(({ destination, count }) => destination === 'reserves' && count !== null);
    expect(kept.map(({ name, count }) => [name.replace(/ that| of/, ':').split(':')[0], count])).toEqual(
      earned === 220
        ? [
            ['leader rewards', 1],
            ['member rewards', 1],
            ['member rewards', 1],
          ]
        : [['member rewards', 1]],
    );
  },
);

test('an epoch whose rows are gone is said to be in the archive', async () => {
  await database.pool.query('drop table account_reward_240');
  expect(await explainPot(database.pool, epoch(240))).toEqual({
    found: false,
    reason: 'archived',
    why: expect.stringMatching(/archive/),
  });
});
