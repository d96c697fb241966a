import type { Epoch } from '@pooltool/domain';
import type { Queryable, Transaction } from '@pooltool/shared-utils/pg';
import { holdSequence, readArrival } from './arrivals.ts';
import { type LedgerFacts, saveLedgerFacts } from './ledger-facts.ts';

/** `dump-known`: a ledger dump of that epoch has arrived, says all of it and more, and stays; nothing was written. */
export type ToldOutcome = 'saved' | 'dump-known';

/** Writes what somebody told of the ledger who has no dump to show. The same again changes nothing, other facts replace. */
export async function saveToldFacts(tx: Transaction, facts: LedgerFacts): Promise<ToldOutcome> {
  // No dump arrives in between, and two that tell do not write at once.
  await holdSequence(tx);
  if ((await readArrival(tx, facts.epoch)) !== null) return 'dump-known';
  await saveLedgerFacts(tx, facts);
  return 'saved';
}

/** Lovelace that could be paid for `earned`, after the treasury's part; null before its rewards are computed. */
export async function availableRewards(db: Queryable, earned: Epoch): Promise<bigint | null> {
  const { rows } = await db.query<{ available: bigint }>(`select available from reward_epoch where earned_epoch = $1`, [
    earned,
  ]);
  return rows[0]?.available ?? null;
}
