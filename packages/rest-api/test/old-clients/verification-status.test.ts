import { lovelace } from '@pooltool/domain';
import type { ClaimState } from '@pooltool/store/accounts';
import { describe, expect, test } from 'vitest';
import { statusOfAddress, statusOfReset } from '../../src/old-clients/verification-status.ts';

const DAY_MS = 86_400_000;
const claim = (of: Partial<ClaimState> & { readonly at: number }): ClaimState => ({
  user: 'me',
  purpose: 'password',
  outcome: 'open',
  expired: false,
  address: 'addr1ours',
  amount: lovelace(1_234_000n),
  requestedAt: new Date(of.at),
  doneAt: null,
  ...of,
});
const told = { paymentToAddress: 'addr1ours', paymentAmount: 1_234_000n };
const untold = { paymentToAddress: '', paymentAmount: 0n };

describe('another password', () => {
  test('nobody asked for is not told of', () => {
    expect(statusOfReset([])).toBeNull();
    expect(statusOfReset([claim({ at: 1, purpose: 'address' })])).toBeNull();
  });

  test('of one who asked is told with its amount', () => {
    expect(statusOfReset([claim({ at: 5 })])).toEqual({
      status: 'pending',
      createdDate: 5,
      verificationDate: null,
      ...told,
    });
  });

  test('of several is told without, also when one of them has expired a moment ago', () => {
    for (const expired of [true, false]) {
      const both = [claim({ at: 5 }), claim({ at: 1, expired, amount: lovelace(1_000n) })];
      expect(statusOfReset(both)).toMatchObject({ status: 'pending', ...untold });
    }
  });

  test('is told with its amount again when others asked days before', () => {
    const both = [claim({ at: 3 * DAY_MS }), claim({ at: 1, expired: true, amount: lovelace(1_000n) })];
    expect(statusOfReset(both)).toMatchObject({ status: 'pending', createdDate: 3 * DAY_MS, ...told });
  });

  test('that was paid for is verified since then', () => {
    const done = claim({ at: 5, outcome: 'done', doneAt: new Date(9) });
    expect(statusOfReset([done])).toEqual({ status: 'verified', createdDate: 5, verificationDate: 9, ...told });
  });

  test('of somebody who asked when the first was just paid for is not told: who paid waits still, and would pay for it too', () => {
    const paid = claim({ at: 5, outcome: 'done', doneAt: new Date(9) });
    expect(statusOfReset([claim({ at: 10 }), paid])).toMatchObject({ status: 'pending', createdDate: 10, ...untold });
    const days = claim({ at: 10 + 3 * DAY_MS });
    expect(statusOfReset([days, paid])).toMatchObject({ status: 'pending', ...told });
  });
});

describe("a user's address", () => {
  const own = claim({ at: 5, purpose: 'address' });

  test('is pending by his own request, whoever else asked', () => {
    const others = claim({ at: 9, purpose: 'address', user: 'another', amount: lovelace(1_000n) });
    expect(statusOfAddress('me', [others, own], null)).toMatchObject({ status: 'pending', createdDate: 5, ...told });
    expect(statusOfAddress('me', [others], null)).toBeNull();
  });

  test('is verified also when no request is known any more, as of users of old', () => {
    expect(statusOfAddress('me', [], new Date(7))).toEqual({
      status: 'verified',
      createdDate: 7,
      verificationDate: 7,
      ...untold,
    });
  });

  test('of a request that nobody paid in time is expired', () => {
    expect(statusOfAddress('me', [{ ...own, expired: true }], null)).toMatchObject({ status: 'expired', ...told });
  });
});
