import { credentialText, epoch } from '@pooltool/domain';
import { type ExpectedEpoch, makeSimulation } from '@pooltool/simulator';
import { loadSnapshot, readAccountRewards } from '@pooltool/store';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Stage, startStage } from './stage.ts';

const simulation = makeSimulation({ seed: 7, epochs: 6, epochLength: 1500, forkRate: 0 });

let stage: Stage;
let expected: ExpectedEpoch[];

beforeAll(async () => {
  stage = await startStage(simulation);
  expected = await stage.follow(simulation);
  await stage.work();
});
afterAll(() => stage.close());

const inEpoch = (wanted: number): ExpectedEpoch => {
  const found = expected.find((one) => one.epoch === wanted);
  if (found === undefined) throw new Error(`the simulation has no epoch ${wanted}`);
  return found;
};

/** What the ledger of the calculation epoch says the earned epoch earned. */
const earnedIn = (earned: number) => {
  const { rewards } = inEpoch(earned + 1);
  if (rewards === null) throw new Error(`epoch ${earned + 1} has no rewards`);
  return rewards;
};

/** In the simulator's words: credentials and amounts as texts. */
const accountRewards = async (earned: number) =>
  (await readAccountRewards(stage.pool, epoch(earned))).map((reward) => ({
    ...reward,
    credential: credentialText(reward.credential),
    amount: `${reward.amount}`,
  }));

const bySubject = (a: { credential: string; poolId: string }, b: { credential: string; poolId: string }) =>
  `${a.credential}${a.poolId}` < `${b.credential}${b.poolId}` ? -1 : 1;

async function rewardEpoch(earned: number) {
  const { rows } = await stage.pool.query(`select * from reward_epoch where earned_epoch = $1`, [earned]);
  return rows[0];
}

describe('the epochs of a followed chain', () => {
  test('end with every asset ok: forecasts to the last but one, payouts to the one before', async () => {
    const states = await stage.states();
    expect(new Set(Object.values(states))).toEqual(new Set(['ok']));
    for (const wanted of ['epoch_params/5', 'stake_snapshot/6', 'rewards_forecast/4', 'rewards/3']) {
      expect(states).toHaveProperty([wanted], 'ok');
    }
    expect(states).not.toHaveProperty(['rewards/4']);
  });

  test.each([0, 1, 2, 3, 4])(
    'pay every account of earned epoch %i what the ledger pays, to the lovelace',
    async (earned) => {
      const paid = (await accountRewards(earned)).map(({ destination: _destination, ...reward }) => reward);
      const theirs = earnedIn(earned).accounts.filter(({ amount }) => amount !== '0');
      expect(paid.sort(bySubject)).toEqual([...theirs].sort(bySubject));
      if (earned >= 2) expect(paid.length).toBeGreaterThan(20);
    },
  );

  test.each([0, 1, 2, 3, 4])('have the pots of earned epoch %i as the ledger has them', async (earned) => {
    const theirs = earnedIn(earned);
    expect(await rewardEpoch(earned)).toMatchObject({
      status: earned <= 3 ? 'final' : 'forecast',
      incentives: BigInt(theirs.incentives),
      fees: BigInt(theirs.fees),
      treasury_tax: BigInt(theirs.treasuryTax),
      available: BigInt(theirs.available),
      returned_to_reserves: BigInt(theirs.unearned),
    });
  });

  test('send to the treasury exactly the rewards of accounts that were gone at the payout', async () => {
    let gone = 0;
    for (const earned of [0, 1, 2, 3]) {
      const toTreasury = (await accountRewards(earned)).filter(({ destination }) => destination === 'treasury');
      const theirs = inEpoch(earned + 2).paid?.toTreasury ?? {};
      const ours: Record<string, bigint> = {};
      for (const { credential, amount } of toTreasury) ours[credential] = (ours[credential] ?? 0n) + BigInt(amount);
      expect(Object.fromEntries(Object.entries(ours).map(([who, sum]) => [who, `${sum}`]))).toEqual(theirs);
      gone += toTreasury.length;
    }
    expect(gone).toBeGreaterThan(0);
  });

  test('leave the reserves where the ledger has them: the blocking check passed in every payout', async () => {
    const { rows } = await stage.pool.query(
      `select distinct c.name, c.passed from asset_check c join asset_run r on r.id = c.run
       where r.asset = 'rewards' and c.name = 'reserves after the payout'`,
    );
    expect(rows).toEqual([{ name: 'reserves after the payout', passed: true }]);
  });

  test('read a snapshot back as it was handed over', async () => {
    const snapshot = await loadSnapshot(stage.pool, epoch(5));
    const theirs = inEpoch(4).mark;
    expect(snapshot?.pools.map(({ poolId }) => poolId)).toEqual(Object.keys(theirs.pools).sort());
    expect(snapshot?.delegators.count).toBe(theirs.delegations.length);
    expect(`${snapshot?.delegators.stake.reduce((sum, one) => sum + one, 0n)}`).toBe(theirs.totalStake);
  });

  test('say of a pool what it earned, and split it between operator and delegators without losing a lovelace', async () => {
    const { rows } = await stage.pool.query(
      `select encode(pool_id, 'hex') as pool, pool_reward, leader_reward, operator_fee, delegators_reward from pool_reward
       where earned_epoch = 3`,
    );
    for (const row of rows) {
      const theirs = earnedIn(3).pools[String(row['pool'])];
      expect([String(row['pool_reward']), String(row['leader_reward'])]).toEqual([
        theirs?.poolReward ?? '0',
        theirs?.leaderReward ?? '0',
      ]);
      expect(Number(row['operator_fee']) + Number(row['delegators_reward'])).toBe(Number(row['pool_reward']));
    }
    expect(rows.length).toBeGreaterThan(3);
  });
});
