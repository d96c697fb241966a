import type { Log } from '@pooltool/shared-utils/log';
import { inTransaction, type Pool } from '@pooltool/shared-utils/pg';
import { type PaymentOfUnknown, payersByDbSync, paymentsOfUnknown, tellPayers } from '@pooltool/store/verifications';

/** Without being woken. */
const REST_MS = 60_000;
/** db-sync is mostly a block or two behind the tip, when it is well. */
const FIRST_DELAY_MS = 2_000;
/** Nobody has thousands of open payments; the newest matter most. */
const MOST = 1_000;

interface Asking {
  readonly pool: Pool;
  /** null: there is none to ask */
  readonly dbSync: Pool | null;
  readonly log: Log;
}

/**
 * Asks db-sync whose the outputs are that payments spend and we do not have, outside of any transaction of ours, and
 * writes what it knows. What it does not have yet is asked again, with a delay that doubles while nothing is new.
 *
 * Nothing is kept between two calls but that delay: after a restart the open payments are found in the database.
 */
export function payerQuestions({ pool, dbSync, log }: Asking): () => Promise<{ readonly restMs: number }> {
  let waiting = new Set<string>();
  let delayMs = FIRST_DELAY_MS;

  return async () => {
    const payments = await paymentsOfUnknown(pool, { most: MOST });
    if (dbSync !== null) await askDbSync(dbSync, payments);
    const still = dbSync === null ? payments : await paymentsOfUnknown(pool, { most: MOST });
    const fresh = still.filter(({ transactionId }) => !waiting.has(transactionId));
    for (const payment of fresh) tellWaiting(payment);
    delayMs = fresh.length > 0 || still.length < waiting.size ? FIRST_DELAY_MS : Math.min(delayMs * 2, REST_MS);
    waiting = new Set(still.map(({ transactionId }) => transactionId));
    return { restMs: dbSync === null || still.length === 0 ? REST_MS : delayMs };
  };

  async function askDbSync(from: Pool, payments: readonly PaymentOfUnknown[]): Promise<void> {
    const outputs = [...new Set(payments.flatMap(({ missing }) => missing))];
    if (outputs.length === 0) return;
    const payers = await payersByDbSync(from, outputs);
    if (payers.size > 0) await inTransaction(pool, (tx) => tellPayers(tx, payers));
  }

  function tellWaiting({ verification, transactionId, missing }: PaymentOfUnknown): void {
    const why =
      dbSync === null
        ? 'our chain did not make the outputs it spends, and no DB_SYNC_URL says whom to ask'
        : 'our chain did not make the outputs it spends, and db-sync does not have them yet';
    log.warn({ verification, transactionId, missing, why }, 'verification.payer-unknown');
  }
}
