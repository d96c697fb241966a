import {
  type CredentialHash,
  credentialHash,
  credentialText,
  type Epoch,
  epoch,
  type StakeCredential,
  stakeCredential,
} from '@pooltool/domain';
import { ownerShares } from '@pooltool/domain/rewards';
import { hash28, keyCredential, testPoolId } from '@pooltool/domain/testing';
import { type LeaderShare, poolEpochText, type RewardRow, type StakeHistory } from '@pooltool/store/documents';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawStakeHistory } from '../src/firebase/stake-history.ts';
import { drawStakeHistoryFile } from '../src/s3/stake-history-file.ts';
import type { ShownHistories } from '../src/stake-history/read-shown.ts';
import { type KeptSums, type Settled, shownEpochs } from '../src/stake-history/shown-epochs.ts';
import { stakeRecord } from '../src/stake-history/stake-record.ts';
import { STAKE_FILE, STAKE_RECORD } from './contract.ts';
import { shapeFaults } from './shape.ts';

const POOL = testPoolId(100);
const key = (tag: number): CredentialHash => credentialHash(hash28(tag));
const epochsKnown = (...known: readonly (readonly [number, boolean])[]): ReadonlyMap<Epoch, boolean> =>
  new Map(known.map(([of, final]) => [epoch(of), final]));
const member = (of: number, amount: bigint): RewardRow => ({ epoch: epoch(of), pool: POOL, kind: 'member', amount });
const leader = (of: number, amount: bigint): RewardRow => ({ epoch: epoch(of), pool: POOL, kind: 'leader', amount });
const history = (tag: number, given: Partial<StakeHistory>): StakeHistory => ({
  credential: keyCredential(tag),
  delegations: [],
  rewards: [],
  ...given,
});
const staked = (of: number, stake: bigint, ownersRewardsTo: CredentialHash | null = null) => ({
  epoch: epoch(of),
  pool: POOL,
  stake,
  ownersRewardsTo,
});
/** Two owners, of whom the first is the reward account as well. */
const shared: LeaderShare = {
  epoch: epoch(5),
  pool: POOL,
  leaderReward: 1_000n,
  operatorFee: 700n,
  owners: [
    { owner: key(1), stake: 20n },
    { owner: key(2), stake: 10n },
  ],
};
const leaders = new Map([[poolEpochText(shared), shared]]);

const stakeRecords = (of: StakeHistory, settled: Settled, kept: KeptSums = null) =>
  new Map([...shownEpochs(of, settled, kept)].map(([at, shown]) => [at, shown && stakeRecord(shown)]));

/** As the publisher reads it of one watched key. */
const shownOf = (of: StakeHistory, settled: Settled, given: Partial<ShownHistories> = {}): ShownHistories => ({
  watched: new Map([[of.credential.hash, { credential: of.credential, summed: false }]]),
  through: epoch(5),
  epochs: [...settled.epochs.keys()],
  whole: new Map([[credentialText(of.credential), shownEpochs(of, settled, null)]]),
  single: new Map(),
  ...given,
});
const pathsOf = (parts: ReturnType<typeof drawStakeHistory>) => parts.map(({ name, values }) => [name, ...values]);

describe('a reward history', () => {
  test('of a delegator sums up what was paid, and promises what will be', () => {
    const records = stakeRecords(
      history(9, {
        delegations: [staked(5, 100n), staked(6, 110n), staked(7, 120n)],
        rewards: [member(5, 3n), member(6, 4n)],
      }),
      { epochs: epochsKnown([4, true], [5, true], [6, false], [7, false]), leaders: new Map() },
    );
    expect(records.get(epoch(4))).toBeNull();
    expect(records.get(epoch(5))).toEqual({
      amount: 100n,
      delegatedTo: POOL,
      delegatedToTicker: '',
      forecast: false,
      operatorRewards: 0n,
      stakeRewards: 3n,
      rewardsSentTo: key(9),
      rewardAddrDetails: {
        [`${key(9)}${POOL}`]: { amount: 100n, pool: POOL, stakeRewards: 3n, operatorRewards: 0n, forecast: false },
      },
      lifeAmount: 100n,
      lifeOperatorRewards: 0n,
      lifeStakeRewards: 3n,
    });
    expect(records.get(epoch(6))).toMatchObject({ forecast: true, stakeRewards: 4n });
    expect(records.get(epoch(6))).not.toHaveProperty('lifeAmount');
    expect(records.get(epoch(7))).toMatchObject({ forecast: true, stakeRewards: 0n, rewardAddrDetails: {} });
    for (const record of records.values()) if (record !== null) expect(shapeFaults(record, STAKE_RECORD)).toEqual([]);
  });

  test('of a reward account tells the fee and every owner apart, and loses no lovelace', () => {
    const records = stakeRecords(history(1, { delegations: [staked(5, 20n, key(1))], rewards: [leader(5, 1_000n)] }), {
      epochs: epochsKnown([5, true]),
      leaders,
    });
    expect(records.get(epoch(5))).toMatchObject({
      amount: 20n,
      operatorRewards: 700n,
      stakeRewards: 300n,
      rewardAddrDetails: {
        [`${key(1)}${POOL}`]: { amount: 20n, operatorRewards: 700n, stakeRewards: 200n },
        [`${key(2)}${POOL}`]: { amount: 10n, operatorRewards: 0n, stakeRewards: 100n },
      },
    });
  });

  test('of an owner who is paid elsewhere shows the share, and where it went', () => {
    const records = stakeRecords(history(2, { delegations: [staked(5, 10n, key(1))] }), {
      epochs: epochsKnown([5, true]),
      leaders,
    });
    expect(records.get(epoch(5))).toMatchObject({
      stakeRewards: 100n,
      rewardsSentTo: key(1),
      rewardAddrDetails: {},
      lifeStakeRewards: 100n,
    });
  });

  test('of a reward account without stake delegates to None', () => {
    const records = stakeRecords(history(3, { rewards: [leader(5, 50n)] }), {
      epochs: epochsKnown([5, false]),
      leaders: new Map(),
    });
    expect(records.get(epoch(5))).toMatchObject({ amount: 0n, delegatedTo: 'None', operatorRewards: 50n });
  });

  test('shows the sums that are kept, where they are kept', () => {
    const kept = new Map([[epoch(6), { amount: 1_000n, operatorRewards: 20n, stakeRewards: 30n }]]);
    const records = stakeRecords(
      history(9, { delegations: [staked(5, 100n), staked(6, 110n), staked(7, 120n)] }),
      { epochs: epochsKnown([5, true], [6, true], [7, false]), leaders: new Map() },
      kept,
    );
    expect(records.get(epoch(6))).toMatchObject({
      lifeAmount: 1_000n,
      lifeOperatorRewards: 20n,
      lifeStakeRewards: 30n,
    });
    for (const of of [5, 7]) expect(records.get(epoch(of))).not.toHaveProperty('lifeAmount');
  });
});

describe('the documents of a reward history', () => {
  const nine = history(9, { delegations: [staked(5, 100n), staked(6, 110n)], rewards: [member(5, 3n)] });
  const settled = { epochs: epochsKnown([4, true], [5, true], [6, false]), leaders: new Map() };
  const whole = { credential: nine.credential, part: null };

  test('are an epoch a part, with the last paid epoch beside them', () => {
    const path = `stake_hist/${key(9)}`;
    expect(pathsOf(drawStakeHistory(whole, shownOf(nine, settled)))).toEqual([
      ['4', [`${path}/4`, null]],
      ['5', [`${path}/5`, expect.objectContaining({ amount: 100n, stakeRewards: 3n })]],
      ['6', [`${path}/6`, expect.objectContaining({ amount: 110n, forecast: true })]],
      ['pivotedToEpoch', [`${path}/pivotedToEpoch`, 5]],
    ]);
  });

  test('are the same, part for part, when an epoch is marked alone', () => {
    const records = shownEpochs(nine, settled, null);
    const single = new Map([[`${credentialText(nine.credential)}/5`, records.get(epoch(5)) ?? null]]);
    const alone = drawStakeHistory({ ...whole, part: epoch(5) }, shownOf(nine, settled, { whole: new Map(), single }));
    const [, fifth] = drawStakeHistory(whole, shownOf(nine, settled));
    expect(alone).toEqual([{ name: '', values: fifth?.values }]);
  });

  test('of a delegator without a history are empty, and valid', () => {
    const nobody = history(9, {});
    const shown = shownOf(nobody, { epochs: new Map(), leaders: new Map() }, { through: null });
    expect(pathsOf(drawStakeHistory(whole, shown))).toEqual([
      ['pivotedToEpoch', [`stake_hist/${key(9)}/pivotedToEpoch`, 0]],
    ]);
    expect(drawStakeHistoryFile(nobody.credential, shown)[0]?.values).toEqual(
      new Map([[`stake_history/${key(9).slice(0, 6)}/${key(9)}.json`, {}]]),
    );
  });

  test('of a key that is no longer watched are taken away', () => {
    const shown = shownOf(nine, settled, { watched: new Map() });
    expect(drawStakeHistory(whole, shown).flatMap(({ values }) => [...values.values()])).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([...(drawStakeHistoryFile(nine.credential, shown)[0]?.values.values() ?? [])]).toEqual([null]);
  });

  test('of two kinds with equal bytes are those of the one that is watched', () => {
    const script: StakeCredential = stakeCredential('script', key(9));
    const shown = shownOf(nine, settled);
    expect(drawStakeHistory({ credential: script, part: null }, shown)).toEqual([]);
    expect(drawStakeHistory({ credential: script, part: epoch(5) }, shown)).toEqual([]);
    expect(drawStakeHistoryFile(script, shown)).toEqual([]);
  });

  test('are one file for the website of 2026, epochs without a part left out', () => {
    const [{ values } = { values: new Map() }] = drawStakeHistoryFile(nine.credential, shownOf(nine, settled));
    const [file] = values.values();
    expect(shapeFaults(file, STAKE_FILE)).toEqual([]);
    expect(Object.keys(file)).toEqual(['5', '6']);
    expect(file['5']).toEqual({
      amount: 100n,
      delegated_to_pool: POOL,
      delegated_to_ticker: '',
      operator_rewards: 0n,
      stake_rewards: 3n,
      forecast: false,
      rewards_sent_to: key(9),
      reward_address_details: {
        [`${key(9)}${POOL}`]: { pool: POOL, amount: 100n, stakeRewards: 3n, operatorRewards: 0n },
      },
    });
  });
});

test("owners' shares add up to what the fee leaves, each within a lovelace of its part", () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
  fc.assert(
    fc.property(amount, amount, fc.array(amount, { maxLength: 6 }), (leaderReward, operatorFee, stakes) => {
      const shares = ownerShares({
        ...shared,
        leaderReward,
        operatorFee,
        owners: stakes.map((stake, index) => ({ owner: key(index), stake })),
      });
      const total = stakes.reduce((sum, stake) => sum + stake, 0n);
      const part = leaderReward > operatorFee && total > 0n ? leaderReward - operatorFee : 0n;
      expect(shares.reduce((sum, { share }) => sum + share, 0n)).toBe(part);
      for (const { stake, share } of shares) {
        const floor = (part * stake) / total;
        expect(share === floor || share === floor + 1n).toBe(true);
      }
    }),
  );
});
