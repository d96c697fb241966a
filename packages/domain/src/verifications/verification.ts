import type { TransactionId } from '../units/hashes.ts';
import type { StakeCredential } from '../units/stake-credential.ts';
import type { Slot } from '../units/time.ts';
import { judgePayers, type Payer } from './payers.ts';

/** Somebody says that a stake credential is his and will prove it by a payment in these slots. */
export interface VerificationClaim {
  readonly credential: StakeCredential;
  readonly fromSlot: Slot;
  /** the first slot that is too late */
  readonly untilSlot: Slot;
}

/** A payment of exactly the told amount to exactly the told address, on our chain. */
export interface VerificationPayment {
  readonly transactionId: TransactionId;
  readonly outputIndex: number;
  readonly slot: Slot;
  /** among the transactions of its block */
  readonly transactionIndex: number;
  /** of every input of the transaction, in the order of its body */
  readonly payers: readonly Payer[];
}

export type PaymentVerdict = 'proves' | 'refutes' | 'payer-unknown' | 'too-late';

/** @see judgePayers. When counts the block's slot, not when we heard of it: catching up changes no answer. */
export function judgePayment(claim: VerificationClaim, payment: VerificationPayment): PaymentVerdict {
  if (payment.slot >= claim.untilSlot) return 'too-late';
  return judgePayers(claim.credential, payment.payers);
}

export type VerificationState =
  /** no payment yet that says anything */
  | { readonly state: 'pending' }
  /** paid in time, by we do not know whom */
  | { readonly state: 'payer-unknown' }
  | { readonly state: 'verified'; readonly proof: VerificationPayment }
  /** our chain has passed the last slot, and nothing proved the claim */
  | { readonly state: 'expired' };

/**
 * Where a verification stands, from the payments on our chain and the slot our chain has reached alone: so rolling
 * forward, rolling backward and learning a payer later all come to the same. The first payment that proves is the proof;
 * one that refutes leaves the claim open, as the payer may try again from the right wallet.
 */
export function verificationStateOf({
  claim,
  payments,
  reached,
}: {
  readonly claim: VerificationClaim;
  readonly payments: readonly VerificationPayment[];
  /** slot of our tip; -1 without a chain */
  readonly reached: number;
}): VerificationState {
  const judged = payments.toSorted(inChainOrder).map((payment) => ({ payment, verdict: judgePayment(claim, payment) }));
  const proof = judged.find(({ verdict }) => verdict === 'proves')?.payment;
  if (proof !== undefined) return { state: 'verified', proof };
  if (judged.some(({ verdict }) => verdict === 'payer-unknown')) return { state: 'payer-unknown' };
  return reached >= claim.untilSlot ? { state: 'expired' } : { state: 'pending' };
}

const inChainOrder = (a: VerificationPayment, b: VerificationPayment): number =>
  a.slot - b.slot || a.transactionIndex - b.transactionIndex || a.outputIndex - b.outputIndex;
