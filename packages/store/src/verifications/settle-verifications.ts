import { type VerificationState, verificationStateOf } from '@pooltool/domain';
import { type Transaction, together } from '@pooltool/shared-utils/pg';
import { announceChanges, type VerificationChange } from './announce.ts';
import {
  CLAIM_COLUMNS,
  type ClaimRow,
  claimOf,
  PAYMENT_COLUMNS,
  type PaymentRow,
  paymentOf,
} from './verification-rows.ts';

/**
 * Derives how these verifications stand from their payments: the one rule for payments that come, go, or whose payer
 * becomes known. Writes and announces what changed.
 *
 * @param reached the slot our chain has reached, -1 without a chain
 */
export async function settleVerifications(tx: Transaction, ids: readonly string[], reached: number): Promise<void> {
  if (ids.length === 0) return;
  const [verifications, payments] = await together(tx, [
    () =>
      tx.query<ClaimRow & { id: string; state: VerificationState['state']; proof: string | null }>(
        `select id, state, encode(proof, 'hex') as proof, ${CLAIM_COLUMNS} from verification
         where id = any($1::uuid[]) order by id for update`,
        [ids],
      ),
    () =>
      tx.query<PaymentRow>(`select ${PAYMENT_COLUMNS} from verification_payment where verification = any($1::uuid[])`, [
        ids,
      ]),
  ]);
  const paid = Map.groupBy(payments.rows, ({ verification }) => verification);
  const settled = verifications.rows.map((row) => ({
    row,
    now: verificationStateOf({ claim: claimOf(row), payments: (paid.get(row.id) ?? []).map(paymentOf), reached }),
  }));
  const changed = settled.filter(
    ({ row, now }) => row.state !== now.state || (now.state === 'verified' && now.proof.transactionId !== row.proof),
  );
  await writeStates(
    tx,
    changed.map(({ row, now }) => ({ id: row.id, now })),
  );
  await announceChanges(
    tx,
    changed.map(({ row, now }) => changeOf(row, now)),
  );
}

interface Settled {
  readonly id: string;
  readonly now: VerificationState;
}

const changeOf = (
  row: { id: string; state: VerificationState['state'] },
  now: VerificationState,
): VerificationChange => ({
  id: row.id,
  was: row.state,
  state: now.state,
  proof: now.state === 'verified' ? now.proof.transactionId : null,
});

async function writeStates(tx: Transaction, settled: readonly Settled[]): Promise<void> {
  if (settled.length === 0) return;
  const proofs = settled.map(({ now }) => (now.state === 'verified' ? now.proof : null));
  await tx.query(
    `update verification v set state = s.state, proof = decode(s.proof, 'hex'), proof_slot = s.proof_slot
     from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) as s (id, state, proof, proof_slot)
     where v.id = s.id`,
    [
      settled.map(({ id }) => id),
      settled.map(({ now }) => now.state),
      proofs.map((proof) => proof?.transactionId ?? null),
      proofs.map((proof) => proof?.slot ?? null),
    ],
  );
}
