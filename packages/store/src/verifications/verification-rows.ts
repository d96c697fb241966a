import {
  credentialKindOf,
  type Payer,
  parseCredential,
  slot,
  stakeCredential,
  transactionId,
  type VerificationClaim,
  type VerificationPayment,
} from '@pooltool/domain';

/** Columns of a verification that say what is claimed. */
export const CLAIM_COLUMNS = `credential_kind, encode(credential, 'hex') as credential, from_slot, until_slot`;

export interface ClaimRow {
  readonly credential_kind: number;
  readonly credential: string;
  readonly from_slot: bigint;
  readonly until_slot: bigint;
}

export const claimOf = (row: ClaimRow): VerificationClaim => ({
  credential: stakeCredential(credentialKindOf(row.credential_kind), row.credential),
  fromSlot: slot(Number(row.from_slot)),
  untilSlot: slot(Number(row.until_slot)),
});

export const PAYMENT_COLUMNS = `
  verification, encode(transaction_id, 'hex') as transaction_id, output_index, slot, transaction_index, inputs, payers`;

export interface PaymentRow {
  readonly verification: string;
  readonly transaction_id: string;
  readonly output_index: number;
  readonly slot: bigint;
  readonly transaction_index: number;
  readonly inputs: readonly string[];
  readonly payers: readonly (string | null)[];
}

export const paymentOf = (row: PaymentRow): VerificationPayment => ({
  transactionId: transactionId(row.transaction_id),
  outputIndex: row.output_index,
  slot: slot(Number(row.slot)),
  transactionIndex: row.transaction_index,
  payers: row.payers.map(payerOf),
});

/** Back from `payerText`. */
function payerOf(text: string | null): Payer {
  if (text === null) return { kind: 'unknown' };
  return text === 'nobody' ? { kind: 'nobody' } : { kind: 'credential', credential: parseCredential(text) };
}
