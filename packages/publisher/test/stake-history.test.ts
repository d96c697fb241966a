import { type CredentialHash, credentialHash, type Epoch, epoch } from '@pooltool/domain';
import { ownerShares } from '@pooltool/domain/rewards';
import { hash28, keyCredential, testPoolId } from '@pooltool/domain/testing';
import { type LeaderShare, poolEpochText, type RewardRow, type StakeHistory } from '@pooltool/store/documents';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawStakeHistory, stakeRecords } from '../src/firebase/stake-history.ts';
import { STAKE_RECORD } from './contract.ts';
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

  test('is drawn an epoch a part, with the last paid epoch beside them', () => {
    const parts = drawStakeHistory(history(9, { delegations: [staked(5, 100n), staked(6, 110n)] }), {
      epochs: epochsKnown([5, true], [6, false]),
      leaders: new Map(),
    });
    expect(parts.map(({ name, values }) => [name, ...values.keys()])).toEqual([
      ['5', `stake_hist/${key(9)}/5`],
      ['6', `stake_hist/${key(9)}/6`],
      ['pivotedToEpoch', `stake_hist/${key(9)}/pivotedToEpoch`],
    ]);
    expect(parts.at(-1)?.values.get(`stake_hist/${key(9)}/pivotedToEpoch`)).toBe(5);
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
