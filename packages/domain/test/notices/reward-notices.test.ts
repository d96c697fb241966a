import { epoch, epochSummary, PAYOUT_NOTICE_KINDS, rewardNotice, rewardsPaid, slot } from '@pooltool/domain';
import { hash28, keyCredential, scriptCredential, testPoolId } from '@pooltool/domain/testing';
import { describe, expect, test } from 'vitest';

const payout = { earned: epoch(500), slot: slot(133_000_000) };
const BEYOND_NUMBERS = 9_007_199_254_740_993n;

describe('a payout', () => {
  test('tells whoever follows an account what reached it, from which pools, and of its life, to the lovelace', () => {
    const notice = rewardNotice(payout, {
      credential: keyCredential(5),
      address: 'stake1abc',
      pools: [
        { pool: testPoolId(1), member: 700_000n, operator: 0n },
        { pool: testPoolId(2), member: 3n, operator: BEYOND_NUMBERS },
      ],
      lifetime: BEYOND_NUMBERS + 800_000n,
    });
    expect(notice).toEqual({
      key: `reward:500:key:${hash28(5)}`,
      kind: 'reward',
      subject: `key:${hash28(5)}`,
      slot: 133_000_000,
      payload: {
        epoch: 500,
        credential: { kind: 'key', hash: hash28(5) },
        address: 'stake1abc',
        member_rewards: '700003',
        operator_rewards: '9007199254740993',
        lifetime_rewards: '9007199255540993',
        pools: [
          { pool: testPoolId(1), member_rewards: '700000', operator_rewards: '0' },
          { pool: testPoolId(2), member_rewards: '3', operator_rewards: '9007199254740993' },
        ],
      },
    });
  });

  test('knows a key and a script with equal bytes as two', () => {
    const of = { address: '', pools: [], lifetime: 0n };
    const [key, script] = [keyCredential(5), scriptCredential(5)].map(
      (credential) => rewardNotice(payout, { ...of, credential }).key,
    );
    expect(key).not.toBe(script);
  });

  test('is told as the old event told it, once', () => {
    expect(rewardsPaid(payout)).toEqual({
      key: 'rewards_paid:500',
      kind: 'rewards_paid',
      subject: '500',
      slot: 133_000_000,
      payload: { epoch: 500 },
    });
  });

  test('comes with the summary of the epoch that ended with it: the one after the earned one', () => {
    expect(epochSummary(payout, BEYOND_NUMBERS)).toEqual({
      key: 'epoch_summary:501',
      kind: 'epoch_summary',
      subject: '501',
      slot: 133_000_000,
      payload: { d: 0, epoch: 501, reserves: '9007199254740993' },
    });
  });

  test('has no other kinds', () => {
    const of = { credential: keyCredential(1), address: '', pools: [], lifetime: 0n };
    const told = [rewardNotice(payout, of), rewardsPaid(payout), epochSummary(payout, 0n)];
    expect(told.map(({ kind }) => kind)).toEqual([...PAYOUT_NOTICE_KINDS]);
  });
});
