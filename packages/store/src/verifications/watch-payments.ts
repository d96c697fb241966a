import {
  type BlockFacts,
  type FoundPayment,
  lovelace,
  payerText,
  paymentsIn,
  slot,
  type WatchedPayment,
} from '@pooltool/domain';
import type { Transaction } from '@pooltool/shared-utils/pg';
import { payersOfOutputs } from '../chain/payers-of-outputs.ts';
import { settleVerifications } from './settle-verifications.ts';

/**
 * What verifications wait for in these blocks: the one question that following the chain pays for the watch. Nothing is
 * asked for blocks without transactions, and nothing is answered while catching up with blocks of before any request.
 */
export async function watchedPayments(tx: Transaction, blocks: readonly BlockFacts[]): Promise<WatchedPayment[]> {
  const last = blocks.findLast(({ block }) => block.transactions.length > 0);
  if (last === undefined) return [];
  const { rows } = await tx.query<{ id: string; address: string; amount: bigint; from_slot: bigint }>({
    name: 'watched-payments',
    text: `
      select id, encode(address_bytes, 'hex') as address, amount, from_slot from verification
      where open and from_slot <= $1`,
    values: [last.block.slot],
  });
  return rows.map(({ id, address, amount, from_slot }) => ({
    verification: id,
    address,
    amount: lovelace(amount),
    fromSlot: slot(Number(from_slot)),
  }));
}

/**
 * Records the payments of these blocks that somebody waits for, with their payers as far as we have the outputs they
 * spend, and says how their verifications stand now. After `recordOutputs`, in the same transaction.
 */
export async function recordPayments(
  tx: Transaction,
  blocks: readonly BlockFacts[],
  watched: readonly WatchedPayment[],
): Promise<void> {
  const last = blocks.at(-1);
  const found = paymentsIn(
    blocks.map(({ block }) => block),
    watched,
  );
  if (last === undefined || found.length === 0) return;
  for (const payment of found) await insertPayment(tx, payment);
  await settleVerifications(tx, [...new Set(found.map(({ verification }) => verification))], last.block.slot);
}

/** Payments are rare, a few a day: one statement each is simplest. */
async function insertPayment(tx: Transaction, payment: FoundPayment): Promise<void> {
  const payers = await payersOfOutputs(tx, payment.inputs);
  await tx.query(
    `insert into verification_payment (transaction_id, output_index, verification, slot, transaction_index, inputs, payers)
     values (decode($1, 'hex'), $2, $3, $4, $5, $6, $7)`,
    [
      payment.transactionId,
      payment.outputIndex,
      payment.verification,
      payment.slot,
      payment.transactionIndex,
      payment.inputs.map(({ transactionId, index }) => `${transactionId}#${index}`),
      payers.map(payerText),
    ],
  );
}

/**
 * For a roll backward to slot `to` (-1: before everything): payments after it are gone, and what they proved is not
 * proven any more; what had expired since is pending again.
 */
export async function undoPayments(tx: Transaction, to: number): Promise<void> {
  const { rows } = await tx.query<{ id: string }>(
    `with gone as (delete from verification_payment where slot > $1 returning verification)
     select verification as id from gone
     union
     select id from verification where open and state = 'expired' and until_slot > $1`,
    [to],
  );
  await settleVerifications(
    tx,
    rows.map(({ id }) => id),
    to,
  );
}
