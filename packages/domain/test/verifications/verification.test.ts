import {
  type Payer,
  slot,
  stakeCredential,
  transactionId,
  type VerificationPayment,
  verificationStateOf,
} from '@pooltool/domain';
import { describe, expect, test } from 'vitest';

const credential = stakeCredential('key', '11'.repeat(28));
const claim = { credential, fromSlot: slot(100), untilSlot: slot(200) };
const right: Payer = { kind: 'credential', credential };
const stranger: Payer = { kind: 'credential', credential: stakeCredential('key', '22'.repeat(28)) };

const payment = (given: Partial<VerificationPayment>): VerificationPayment => ({
  transactionId: transactionId('aa'.repeat(32)),
  outputIndex: 0,
  slot: slot(150),
  transactionIndex: 0,
  payers: [right],
  ...given,
});
const stateAt = (reached: number, ...payments: VerificationPayment[]) =>
  verificationStateOf({ claim, payments, reached });

describe('a verification', () => {
  test('waits until our chain has passed its last slot', () => {
    expect(stateAt(-1)).toEqual({ state: 'pending' });
    expect(stateAt(199)).toEqual({ state: 'pending' });
    expect(stateAt(200)).toEqual({ state: 'expired' });
  });

  test('stays proven however far the chain goes on', () => {
    const proof = payment({});
    expect(stateAt(150, proof)).toEqual({ state: 'verified', proof });
    expect(stateAt(9_999, proof)).toEqual({ state: 'verified', proof });
  });

  test('is not proven by a payment in the first slot that is too late, and is by one in the slot before', () => {
    expect(stateAt(200, payment({ slot: slot(200) }))).toEqual({ state: 'expired' });
    expect(stateAt(200, payment({ slot: slot(199) }))).toMatchObject({ state: 'verified' });
  });

  test('of several proofs takes the first in chain order, whatever order they are told in', () => {
    const later = payment({ slot: slot(151) });
    const behind = payment({ transactionIndex: 4 });
    const beside = payment({ transactionIndex: 3, outputIndex: 7 });
    const first = payment({ transactionIndex: 3, outputIndex: 2 });
    expect(stateAt(160, later, behind, beside, first)).toEqual({ state: 'verified', proof: first });
  });

  test("is not ended by somebody else's payment: the right one may still come", () => {
    const wrong = payment({ payers: [right, stranger] });
    expect(stateAt(160, wrong)).toEqual({ state: 'pending' });
    expect(stateAt(160, wrong, payment({ slot: slot(155) }))).toMatchObject({ state: 'verified' });
  });

  test('says that a payer is not known, also after its time: the payment came in time', () => {
    const open = payment({ payers: [right, { kind: 'unknown' }] });
    expect(stateAt(160, open)).toEqual({ state: 'payer-unknown' });
    expect(stateAt(500, open)).toEqual({ state: 'payer-unknown' });
    expect(stateAt(500, { ...open, slot: slot(300) })).toEqual({ state: 'expired' });
  });
});
