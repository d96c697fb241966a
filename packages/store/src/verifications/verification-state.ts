import {
  judgePayment,
  type Lovelace,
  lovelace,
  type PaymentVerdict,
  type Slot,
  type StakeCredential,
  slot,
  type TransactionId,
  transactionId,
  type VerificationState,
} from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';
import {
  CLAIM_COLUMNS,
  type ClaimRow,
  claimOf,
  PAYMENT_COLUMNS,
  type PaymentRow,
  paymentOf,
} from './verification-rows.ts';

/** A verification as it may be told to whoever asked for it. */
export interface ToldVerification {
  readonly id: string;
  readonly state: VerificationState['state'];
  /** why it stands so, for a person; null when `state` says it all */
  readonly why: string | null;
  readonly credential: StakeCredential;
  readonly address: string;
  readonly amount: Lovelace;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
  /** null unless verified */
  readonly proof: { readonly transactionId: TransactionId; readonly slot: Slot } | null;
  readonly payments: readonly ToldPayment[];
}

export interface ToldPayment {
  readonly transactionId: TransactionId;
  readonly outputIndex: number;
  readonly slot: Slot;
  readonly verdict: PaymentVerdict;
  /** of every input: `<transaction id>#<index>`, and `key:<hash>`, `script:<hash>`, `nobody` or null when not known (yet) */
  readonly payers: readonly { readonly input: string; readonly payer: string | null }[];
}

/** How a verification stands, with the payments that were made for it; null when there is none of this id. */
export async function verificationState(db: Queryable, id: string): Promise<ToldVerification | null> {
  const verification = await db.query<VerificationRow>(
    `select id, state, address, amount, requested_at, expires_at, encode(proof, 'hex') as proof, proof_slot, ${CLAIM_COLUMNS}
     from verification where id = $1`,
    [id],
  );
  const row = verification.rows[0];
  if (row === undefined) return null;
  const payments = await db.query<PaymentRow>(
    `select ${PAYMENT_COLUMNS} from verification_payment where verification = $1
     order by slot, transaction_index, output_index`,
    [id],
  );
  return told(row, payments.rows);
}

interface VerificationRow extends ClaimRow {
  readonly id: string;
  readonly state: VerificationState['state'];
  readonly address: string;
  readonly amount: bigint;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly proof: string | null;
  readonly proof_slot: bigint | null;
}

function told(row: VerificationRow, paymentRows: readonly PaymentRow[]): ToldVerification {
  const claim = claimOf(row);
  const payments = paymentRows.map((paid): ToldPayment => {
    const payment = paymentOf(paid);
    return {
      transactionId: payment.transactionId,
      outputIndex: payment.outputIndex,
      slot: payment.slot,
      verdict: judgePayment(claim, payment),
      payers: paid.inputs.map((input, place) => ({ input, payer: paid.payers[place] ?? null })),
    };
  });
  return {
    id: row.id,
    state: row.state,
    why: whyOf(row.state, payments),
    credential: claim.credential,
    address: row.address,
    amount: lovelace(row.amount),
    requestedAt: row.requested_at,
    expiresAt: row.expires_at,
    proof:
      row.proof === null || row.proof_slot === null
        ? null
        : { transactionId: transactionId(row.proof), slot: slot(Number(row.proof_slot)) },
    payments,
  };
}

function whyOf(state: VerificationState['state'], payments: readonly ToldPayment[]): string | null {
  if (state === 'verified') return null;
  const last = payments.at(-1);
  const unknown = payments.find(({ verdict }) => verdict === 'payer-unknown') ?? last;
  if (unknown === undefined) return null;
  switch (unknown.verdict) {
    case 'payer-unknown':
      return `payment ${unknown.transactionId} came in time, but whose the outputs are that it spends is not known yet`;
    case 'refutes':
      return `payment ${unknown.transactionId} was not made from this account alone`;
    case 'too-late':
      return `payment ${unknown.transactionId} came too late`;
    case 'proves':
      return null;
  }
}
