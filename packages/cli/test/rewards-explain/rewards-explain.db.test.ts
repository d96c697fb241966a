import { credentialText, delegatorCredential, preview } from '@pooltool/domain';
import { encodePoolId, encodeStakeAddress } from '@pooltool/shared-utils/crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ABSENT,
  areEpochsRecorded,
  handOver,
  type RewardFixture,
  recordedEpochs,
} from '../../../epoch-processing/test/recorded-epochs.ts';
import { type Stage, startStage } from '../../../epoch-processing/test/stage.ts';
import { ranHere } from '../ran-here.ts';

/** Two epochs: the rewards of 659 are final, those of 660 a forecast, because 662 is not handed over. */
const CALCULATIONS = [660, 661];

describe.skipIf(!areEpochsRecorded)(`rewards of a recorded epoch, explained ${ABSENT}`, () => {
  let stage: Stage;
  let final: RewardFixture;
  beforeAll(async () => {
    stage = await startStage({ network: preview });
    const fixtures = await recordedEpochs('preview', CALCULATIONS);
    const [first] = fixtures;
    if (first === undefined) throw new Error('the epochs are recorded');
    final = first;
    await handOver(fixtures, { ...stage, network: preview });
    await stage.pool.query('delete from ledger_arrival where epoch = 662');
    await stage.work();
  });
  afterAll(() => stage.close());

  const pooltool = (...args: string[]) => ranHere(args, { settings: { DATABASE_URL: stage.url } });
  const json = async (...args: string[]) => {
    const { exitCode, stdout } = await pooltool(...args, '--json');
    return { exitCode, told: JSON.parse(stdout) };
  };

  /** The first pool of the recorded epoch for which `is` holds. */
  const poolWhere = (is: (at: Found) => boolean): Found => {
    const { snapshot, blocks } = final.inputs;
    for (const [index, pool] of snapshot.pools.entries()) {
      const expected = final.pools[index];
      if (expected === undefined) continue;
      const found = { pool, expected, blocks: blocks.get(pool.poolId) ?? 0 };
      if (found.blocks > 0 && is(found)) return found;
    }
    throw new Error('the epoch has no such pool');
  };
  type Found = {
    readonly pool: RewardFixture['inputs']['snapshot']['pools'][number];
    readonly expected: RewardFixture['pools'][number];
    readonly blocks: number;
  };

  test('every pool, to the lovelace as the node has it, in every figure as recorded', async () => {
    const { snapshot } = final.inputs;
    for (const [index, { poolId }] of snapshot.pools.entries()) {
      if (index % 15 !== 0 && (final.inputs.blocks.get(poolId) ?? 0) === 0) continue;
      if (index % 5 !== 0) continue;
      const { exitCode, told } = await json('rewards', 'explain', encodePoolId(poolId), '--epoch', '659');
      const expected = final.pools[index];
      expect(exitCode).toBe(0);
      expect(told).toMatchObject({
        schema: 'pool-reward-explanation/1',
        poolId,
        status: 'final',
        differences: [],
        sums: { poolReward: `${expected?.poolReward}`, leader: `${expected?.leaderReward}` },
      });
      expect(told.members.map(({ amount }: { amount: string }) => BigInt(amount))).toEqual(expected?.memberRewards);
    }
  });

  test.each([
    [
      'a pledge that is not met',
      (at: Found) => at.expected.poolReward === 0n,
      /maxPool: optimal reward.*\n +0, because the pledge is not met/,
    ],
    [
      'a margin of 0',
      (at: Found) => at.pool.margin.numerator === 0n && at.expected.poolReward > at.pool.cost,
      /m: margin.*\n {4}= 0$/m,
    ],
    [
      'a margin of 1',
      (at: Found) => at.pool.margin.numerator === at.pool.margin.denominator && at.expected.poolReward > at.pool.cost,
      /rate:.*\n.*\n.*\n {4}= 0$/m,
    ],
  ])('a pool with %s', async (_, is, says) => {
    const { pool, expected } = poolWhere(is);
    const { exitCode, stdout } = await pooltool('rewards', 'explain', pool.poolId, '--epoch', '659');
    expect(exitCode).toBe(0);
    expect(stdout.replace('= 0, because', '0, because')).toMatch(says);
    expect(stdout).toContain(`${expected.poolReward}`.replace(/\B(?=(\d{3})+$)/g, ','));
    expect(stdout).toContain('earned in epoch 659, spendable since epoch 661: final');
  });

  test('an account by its address and by its credential: its parts add up to what the node pays it', async () => {
    const { expected } = poolWhere(({ expected: { memberRewards } }) => memberRewards.some((amount) => amount > 0n));
    const at = expected.memberRewards.findIndex((amount) => amount > 0n);
    const credential = delegatorCredential(final.inputs.snapshot.delegators, expected.firstRow + at);
    const address = encodeStakeAddress(credential, 'testnet');
    const { exitCode, told } = await json('rewards', 'explain', address, '--epoch', '659');
    expect(exitCode).toBe(0);
    expect(told).toMatchObject({ schema: 'account-reward-explanation/1', differences: [], open: [] });
    const member = told.parts.find(({ kind }: { kind: string }) => kind === 'member');
    expect(member.amount).toBe(`${expected.memberRewards[at]}`);
    expect(member.steps.at(-1)).toMatchObject({ symbol: 'member', formula: '⌊rate · t⌋', value: member.amount });
    expect(await json('rewards', 'explain', credentialText(credential).toUpperCase(), '--epoch', '659')).toEqual({
      exitCode,
      told,
    });
  });

  test('an account that was gone at the payout: to the treasury', async () => {
    const [gone] = final.boundary?.unregistered ?? [];
    if (gone === undefined) throw new Error('an account was gone at this payout');
    const { stdout } = await pooltool('rewards', 'explain', credentialText(gone.credential), '--epoch', '659');
    expect(stdout).toContain('to the treasury: the account was gone at the payout');
    const { told } = await json('rewards', 'explain', credentialText(gone.credential), '--epoch', '659');
    expect(told.sums).toMatchObject({ toTreasury: `${gone.amount}`, paid: '0' });
  });

  test('a forecast says what is still open; one that earned nothing has no parts', async () => {
    const { pool } = poolWhere(({ expected }) => expected.poolReward > 0n);
    const { stdout } = await pooltool('rewards', 'explain', pool.poolId, '--epoch', '660', '--members', '1');
    expect(stdout).toContain('earned in epoch 660, spendable from epoch 662 on: a forecast');
    expect(stdout).toContain('still open: who is still registered at the payout');
    const { exitCode, told } = await json('rewards', 'explain', `key:${'00'.repeat(28)}`, '--epoch', '660');
    expect({ exitCode, parts: told.parts }).toEqual({ exitCode: 0, parts: [] });
  });

  test.each([659, 660])('the pot of epoch %i adds up, and its last line says so', async (earned) => {
    const { exitCode, stdout } = await pooltool('rewards', 'pot', '--epoch', `${earned}`);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').at(-1)).toMatch(/^pot ([\d,]+), sum \1, difference 0$/);
    const { told } = await json('rewards', 'pot', '--epoch', `${earned}`);
    const sum = told.uses.reduce((total: bigint, { amount }: { amount: string }) => total + BigInt(amount), 0n);
    expect(told).toMatchObject({ pot: `${sum}`, difference: '0', differences: [] });
    if (earned === 659) expect(told.pot).toBe(`${final.expected.rewardPot}`);
  });

  test('what there is no explanation of is said, and ends with 1', async () => {
    expect(await pooltool('rewards', 'explain', `${'00'.repeat(28)}`, '--epoch', '659')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /^POOLTOOL_NOTHING_TO_EXPLAIN: pool 0{56} is not in the stake snapshot active in epoch 659/,
      ),
    });
    expect(await pooltool('rewards', 'pot', '--epoch', '700')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^POOLTOOL_NOTHING_TO_EXPLAIN: no rewards were computed for epoch 700 yet/),
    });
    expect(await pooltool('rewards', 'explain', 'nobody', '--epoch', '659')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^POOLTOOL_REWARD_SUBJECT_INVALID: "nobody" is neither/),
    });
    expect((await pooltool('rewards', 'explain', 'key:00', '--epoch', '-1')).exitCode).toBe(2);
  });

  test('a lovelace that somebody changed in the tables is told first, and ends with 1', async () => {
    const { pool, expected } = poolWhere(({ expected: { poolReward } }) => poolReward > 0n);
    const change = (by: number) =>
      stage.pool.query(
        `update pool_reward set pool_reward = pool_reward + $1 where earned_epoch = 659 and pool_id = decode($2, 'hex')`,
        [by, pool.poolId],
      );
    await change(1);
    const { exitCode, stdout } = await pooltool('rewards', 'explain', pool.poolId, '--epoch', '659');
    await change(-1);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      '!!! 1 FIGURE DOES NOT AGREE WITH WHAT IS RECORDED',
      `!!! f (pool reward): explained ${expected.poolReward}, recorded ${expected.poolReward + 1n}`,
    ]);
    expect((await pooltool('rewards', 'explain', pool.poolId, '--epoch', '659')).exitCode).toBe(0);
  });

  test('a lovelace that is missing in the rewards of the accounts is missing in the pot', async () => {
    const change = (by: number) =>
      stage.pool.query(
        `update account_reward set amount = amount + $1 where ctid = (
           select ctid from account_reward where earned_epoch = 659 order by credential limit 1) and earned_epoch = 659`,
        [by],
      );
    await change(-1);
    const { exitCode, stdout } = await pooltool('rewards', 'pot', '--epoch', '659');
    expect(exitCode).toBe(1);
    expect(stdout.split('\n').at(-1)).toMatch(/difference 1$/);
    expect(stdout).toMatch(/^!!! 2 FIGURES DO NOT AGREE/);
  });
});
