import { lovelace } from '@pooltool/domain';
import type { ClaimState } from '@pooltool/store/accounts';
import { expect, test } from 'vitest';
import { addressStatus, resetStatus } from '../../src/accounts/claim-status.ts';

const USER = '0b3c9a52-8a8f-4a1c-9e55-0d2b9c0f1a11';
const claimOf = (given: Partial<ClaimState>): ClaimState => ({
  user: USER,
  purpose: 'password',
  outcome: 'open',
  expired: false,
  address: 'addr1',
  amount: lovelace(1n),
  requestedAt: new Date(1_000),
  doneAt: null,
  ...given,
});
const done = (requested: number, at: number) =>
  claimOf({ outcome: 'done', requestedAt: new Date(requested), doneAt: new Date(at) });
const open = (requested: number) => claimOf({ requestedAt: new Date(requested) });

test('an address is verified for whoever waits as soon as it has a user, and only what was asked for can expire', () => {
  const asked = claimOf({ purpose: 'address' });
  expect(addressStatus(USER, [])).toBe('verified');
  expect(addressStatus(null, [asked])).toBe('pending');
  expect(addressStatus(null, [{ ...asked, expired: true }])).toBe('expired');
  expect(addressStatus(null, [open(1)])).toBeNull();
});

test('another password is there when it was paid for, also while another one is asked for in vain from before', () => {
  expect(resetStatus([])).toBeNull();
  expect(resetStatus([open(1_000)])).toBe('pending');
  expect(resetStatus([open(1_500), done(1_000, 2_000)])).toBe('completed');
  expect(resetStatus([claimOf({ expired: true })])).toBe('expired');
});

test('who asks again after it was done waits again', () => {
  expect(resetStatus([open(3_000), done(1_000, 2_000)])).toBe('pending');
});
