import { type Lovelace, lovelace, parseCredential, type Slot, type StakeCredential, slot } from '@pooltool/domain';
import type { Queryable } from '@pooltool/shared-utils/pg';

/** A payment that a claim waited for, as an administrator sees it. One of any other amount is nobody's and is not kept. */
export interface SeenPayment {
  readonly slot: Slot;
  readonly amount: Lovelace;
  /** ours, bech32 */
  readonly address: string;
  /** whose outputs it spent, each once; without those of nobody, and of whom nobody has told us */
  readonly payers: readonly StakeCredential[];
  /** hex */
  readonly transactionId: string;
  /** of the claim that waited for it; null: the claim is gone */
  readonly purpose: 'address' | 'password' | null;
  /** whether the claim waits no more */
  readonly done: boolean;
}

/** Newest first. */
export async function newestPayments(db: Queryable, limit: number): Promise<SeenPayment[]> {
  const { rows } = await db.query<{
    slot: bigint;
    amount: bigint;
    address: string;
    payers: (string | null)[];
    transaction_id: string;
    purpose: 'address' | 'password' | null;
    outcome: string | null;
  }>(
    `select p.slot, v.amount, v.address, p.payers, encode(p.transaction_id, 'hex') as transaction_id, c.purpose, c.outcome
     from verification_payment p join verification v on v.id = p.verification
     left join account_claim c on c.verification = v.id
     order by p.slot desc, p.transaction_index desc, p.output_index limit $1`,
    [limit],
  );
  return rows.map((row) => ({
    slot: slot(Number(row.slot)),
    amount: lovelace(row.amount),
    address: row.address,
    payers: payersIn(row.payers),
    transactionId: row.transaction_id,
    purpose: row.purpose,
    done: row.outcome !== null && row.outcome !== 'open',
  }));
}

const NOBODY = 'nobody';

const payersIn = (texts: readonly (string | null)[]): StakeCredential[] =>
  [...new Set(texts)].flatMap((text) => (text === null || text === NOBODY ? [] : [parseCredential(text)]));
