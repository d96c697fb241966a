import { type Payer, payerText, type TransactionId, transactionId } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { CHAIN_FEED, holdSyncPoint } from '../chain/sync-point.ts';
import { settleVerifications } from './settle-verifications.ts';

/** A payment that may prove its verification, once somebody says whose the outputs are that it spends. */
export interface PaymentOfUnknown {
  readonly verification: string;
  readonly transactionId: TransactionId;
  /** the outputs nobody has told us the owner of, as `<transaction id>#<index>` */
  readonly missing: readonly string[];
}

/** The newest payments whose payers would still decide something, at most `most`. */
export async function paymentsOfUnknown(
  db: Queryable,
  { most }: { readonly most: number },
): Promise<readonly PaymentOfUnknown[]> {
  const { rows } = await db.query<{ verification: string; id: string; missing: string[] }>(
    `select p.verification, encode(p.transaction_id, 'hex') as id,
       array(select input from unnest(p.inputs, p.payers) as i (input, payer) where payer is null) as missing
     from verification_payment p join verification v on v.id = p.verification
     where array_position(p.payers, null) is not null and v.state = 'payer-unknown' and p.slot < v.until_slot
     order by p.slot desc, p.transaction_id, p.output_index limit $1`,
    [most],
  );
  return rows.map(({ verification, id, missing }) => ({ verification, transactionId: transactionId(id), missing }));
}

/** How many payments wait for somebody to say who made them: for the metrics. */
export async function countPaymentsOfUnknown(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `select count(*)::int as count
     from verification_payment p join verification v on v.id = p.verification
     where array_position(p.payers, null) is not null and v.state = 'payer-unknown' and p.slot < v.until_slot`,
  );
  return rows[0]?.count ?? 0;
}

/**
 * Writes whose some outputs are (by `<transaction id>#<index>`) into the payments that spend them and still stand: one
 * that was rolled back while the question was under way is not there to be answered. What is known already stays.
 */
export async function tellPayers(tx: Transaction, payers: ReadonlyMap<string, Payer>): Promise<void> {
  const tip = await holdSyncPoint(tx, CHAIN_FEED);
  if (tip === null || payers.size === 0) return;
  const { rows } = await tx.query<{ verification: string }>(
    `with told as (select input, payer from unnest($1::text[], $2::text[]) as t (input, payer))
     update verification_payment p set payers = array(
       select coalesce(i.payer, t.payer)
       from unnest(p.inputs, p.payers) with ordinality as i (input, payer, place) left join told t on t.input = i.input
       order by i.place)
     where array_position(p.payers, null) is not null and p.inputs && $1::text[]
     returning verification`,
    [[...payers.keys()], [...payers.values()].map(payerText)],
  );
  await settleVerifications(tx, [...new Set(rows.map(({ verification }) => verification))], tip.slot);
}
